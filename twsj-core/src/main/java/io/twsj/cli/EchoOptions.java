package io.twsj.cli;

import io.twsj.handshake.HandshakeOptions;
import io.twsj.handshake.OriginPolicy;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.CredentialStore;
import io.twsj.handshake.auth.Credentials;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code echo} was told. One caller at a time. */
final class EchoOptions {

    private static final String REALM = "twsj";

    int port = 8000;
    String address = "127.0.0.1";
    int loops = Runtime.getRuntime().availableProcessors();
    int maxMessageBytes = 1 << 20;
    int maxFragments = 1024;
    boolean deflate;

    @Nullable
    Path keystore;

    @Nullable
    String keystorePassword;

    private @Nullable Credentials basic;

    private @Nullable Credentials digest;

    final List<String> origins = new ArrayList<>();
    final List<String> subprotocols = new ArrayList<>();

    private EchoOptions() {}

    /**
     * Reads the options.
     *
     * @throws UsageException if one is unknown or wrong
     */
    static EchoOptions parse(List<String> arguments) {
        EchoOptions options = new EchoOptions();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            options.take(rest.next(), rest);
        }
        Arguments.judge("--origin", () -> OriginPolicy.anyOf(options.origins));
        Arguments.judge("--subprotocol", () -> HandshakeOptions.DEFAULT.withSubprotocols(options.subprotocols));
        if ((options.keystore == null) != (options.keystorePassword == null)) {
            throw new UsageException("--keystore and --keystore-password belong together");
        }
        return options;
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--port" -> port = Arguments.number(option, rest, 0, 65535);
            case "--address" -> address = Arguments.value(option, rest);
            case "--loops" -> loops = Arguments.number(option, rest, 1, 1024);
            case "--max-message-size" -> maxMessageBytes = Arguments.number(option, rest, 1, Integer.MAX_VALUE);
            case "--max-fragments" -> maxFragments = Arguments.number(option, rest, 1, Integer.MAX_VALUE);
            case "--origin" -> origins.add(Arguments.value(option, rest));
            case "--subprotocol" -> subprotocols.add(Arguments.value(option, rest));
            case "--keystore" -> keystore = Path.of(Arguments.value(option, rest));
            case "--keystore-password" -> keystorePassword = Arguments.value(option, rest);
            case "--basic" -> basic = Arguments.credentials(option, rest);
            case "--digest" -> digest = Arguments.credentials(option, rest);
            case "--deflate" -> deflate = true;
            default -> throw new UsageException("unknown option \"" + option + "\"");
        }
    }

    /** Who may connect: everybody if no option says otherwise. */
    Authenticator authenticator() {
        List<Authenticator> schemes = new ArrayList<>();
        if (digest != null) {
            schemes.add(DigestAuthenticator.builder(REALM, only(digest)).build());
        }
        if (basic != null) {
            schemes.add(new BasicAuthenticator(REALM, only(basic)));
        }
        return schemes.isEmpty() ? Authenticator.ANYONE : Authenticator.firstOf(schemes.toArray(Authenticator[]::new));
    }

    private static CredentialStore only(Credentials user) {
        return InMemoryCredentials.of(user.user(), user.password());
    }
}
