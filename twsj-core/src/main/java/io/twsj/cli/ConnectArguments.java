package io.twsj.cli;

import io.twsj.ConnectOptions;
import io.twsj.ConnectionOptions;
import io.twsj.Execution;
import io.twsj.Overflow;
import io.twsj.TlsOptions;
import io.twsj.dial.Target;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.handshake.auth.Credentials;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code connect} was told. One caller at a time. */
final class ConnectArguments {

    @Nullable
    URI uri;

    boolean echo;
    boolean verbose;

    /** 0: none are sent. */
    int pingSeconds;

    private boolean insecure;
    private boolean deflate;
    private int maxMessageBytes = 1 << 20;
    private int maxFragments = 1024;
    private final List<String> subprotocols = new ArrayList<>();
    private final ConnectOptions.Builder options = ConnectOptions.builder();

    private ConnectArguments() {}

    /**
     * Reads the options and the URL, in any order.
     *
     * @throws UsageException if one is unknown or wrong
     */
    static ConnectArguments parse(List<String> arguments) {
        ConnectArguments read = new ConnectArguments();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            read.take(rest.next(), rest);
        }
        if (read.uri == null) {
            throw new UsageException("connect needs the URL of a server, such as ws://localhost:8000/echo");
        }
        Arguments.judge(
                "--subprotocol",
                () -> read.options.subprotocols(read.subprotocols).build());
        return read;
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--header" -> header(Arguments.value(option, rest));
            case "--origin" -> origin(Arguments.value(option, rest));
            case "--subprotocol" -> subprotocols.add(Arguments.value(option, rest));
            case "--user" -> user(Arguments.credentials(option, rest));
            case "--max-message-size" -> maxMessageBytes = Arguments.number(option, rest, 1, Integer.MAX_VALUE);
            case "--max-fragments" -> maxFragments = Arguments.number(option, rest, 1, Integer.MAX_VALUE);
            case "--ping" -> pingSeconds = Arguments.number(option, rest, 1, 86_400);
            case "--insecure" -> insecure = true;
            case "--echo" -> echo = true;
            case "--deflate" -> deflate = true;
            case "--verbose" -> verbose = true;
            default -> url(option);
        }
    }

    private void header(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new UsageException("--header takes \"Name: value\", not \"" + line + "\"");
        }
        Arguments.judge(
                "--header",
                () -> options.header(
                                line.substring(0, colon),
                                line.substring(colon + 1).strip())
                        .build());
    }

    private void origin(String origin) {
        Arguments.judge("--origin", () -> options.origin(origin).build());
    }

    private void user(Credentials credentials) {
        options.credentials(credentials.user(), credentials.password());
    }

    private void url(String text) {
        if (text.startsWith("-")) {
            throw new UsageException("unknown option \"" + text + "\"");
        }
        if (uri != null) {
            throw new UsageException("connect takes one URL; \"" + text + "\" is another one");
        }
        Arguments.judge("\"" + text + "\"", () -> {
            uri = URI.create(text);
            Target.of(uri);
        });
    }

    ConnectOptions options() {
        if (insecure) {
            options.tls(TlsOptions.builder().insecure().build());
        }
        if (deflate) {
            options.extensions(List.of(PermessageDeflate.of(
                    DeflateOptions.builder().contextTakeover(true).maxRatio(0).build())));
        }
        return options.execution(echo ? Execution.INLINE : Execution.WORKER)
                .options(ConnectionOptions.builder()
                        .maxMessageBytes(maxMessageBytes)
                        .maxFragments(maxFragments)
                        // A pipe is faster than any network, while an echo waits for its peer by itself.
                        .overflow(echo ? Overflow.CLOSE : Overflow.WAIT)
                        .build())
                .build();
    }
}
