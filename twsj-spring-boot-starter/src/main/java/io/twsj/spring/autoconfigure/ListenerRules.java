package io.twsj.spring.autoconfigure;

import io.twsj.ClientAuth;
import io.twsj.spring.autoconfigure.TwsjListenerProperties.Listener;
import io.twsj.spring.autoconfigure.TwsjListenerProperties.UnixSocket;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Which values of {@code twsj.listeners.*}, and of what {@code twsj.server} has in common with them, can work. */
final class ListenerRules {

    /** The port of a server that listens on {@code twsj.listeners.*} only. */
    static final int NO_PORT = -1;

    /** Names become part of property names. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");

    private final String prefix;
    private final PropertyValues values;

    private ListenerRules(String prefix) {
        this.prefix = prefix;
        this.values = new PropertyValues(prefix);
    }

    /**
     * Checks all values.
     *
     * @throws InvalidConfigurationPropertyValueException for the first that cannot work
     */
    static void check(TwsjServerProperties server, TwsjListenerProperties listeners) {
        ListenerRules ofServer = new ListenerRules("twsj.server.");
        ofServer.checkServerPort(server.port(), !listeners.listeners().isEmpty());
        ofServer.check(server.ssl());
        if (server.port() == NO_PORT) {
            ofServer.checkNothingLeft(server);
        }
        listeners.forEach((name, listener) -> {
            checkName(name);
            new ListenerRules(prefix(name)).check(listener);
        });
    }

    /** What the names of a listener's properties begin with. */
    static String prefix(String listener) {
        return "twsj.listeners." + listener + ".";
    }

    private static void checkName(String name) {
        PropertyValues names = new PropertyValues("twsj.");
        if (!NAME.matcher(name).matches()) {
            throw names.invalid("listeners", name, "A name has letters, digits and dashes only.");
        }
        if (name.equals("server")) {
            throw names.invalid("listeners", name, "This is what twsj.server listens on; take another name.");
        }
    }

    private void checkServerPort(int port, boolean hasOthers) {
        if (port != NO_PORT || !hasOthers) {
            checkPort(port, "It must be between 0 and 65535, or -1 if twsj.listeners has others.");
        }
    }

    /** What is meant to guard connections must not be passed over. */
    private void checkNothingLeft(TwsjServerProperties server) {
        String reason =
                "twsj.server.port is -1, so there is nothing that it is for; set it below twsj.listeners.<name>.";
        if (server.ssl().isOn()) {
            throw values.invalid("ssl.bundle", server.ssl().bundle(), reason);
        }
        if (server.proxyProtocol()) {
            throw values.invalid("proxy-protocol", true, reason);
        }
    }

    private void checkPort(int port, String reason) {
        if (port < 0 || port > 65535) {
            throw values.invalid("port", port, reason);
        }
    }

    private void check(Listener listener) {
        if (listener.unixSocket().path() == null) {
            checkOnPort(listener);
        } else {
            checkOnFile(listener);
        }
        check(listener.ssl());
    }

    private void checkOnPort(Listener listener) {
        if (listener.port() == null) {
            throw values.invalid("port", "", "A listener has a port or a unix-socket.path.");
        }
        checkPort(listener.port(), "It must be between 0 and 65535.");
        if (listener.unixSocket().permissions() != null) {
            throw values.invalid(
                    "unix-socket.permissions",
                    listener.unixSocket().permissions(),
                    "Only a Unix domain socket has permissions; set unix-socket.path in place of port.");
        }
    }

    private void checkOnFile(Listener listener) {
        if (listener.port() != null) {
            throw values.invalid("port", listener.port(), "There is a unix-socket.path already; a listener has one.");
        }
        if (listener.address() != null) {
            throw values.invalid("address", listener.address(), "A Unix domain socket has no address.");
        }
        check(listener.unixSocket());
    }

    private void check(UnixSocket socket) {
        String path = String.valueOf(socket.path());
        if (path.isEmpty() || Path.of(path).getFileName() == null) {
            throw values.invalid("unix-socket.path", path, "It must name a file.");
        }
        if (socket.permissions() != null) {
            checkPermissions(socket.permissions());
        }
    }

    private void checkPermissions(String permissions) {
        try {
            PosixFilePermissions.fromString(permissions);
        } catch (IllegalArgumentException e) {
            throw values.invalid("unix-socket.permissions", permissions, "It must be of the form \"rw-rw----\".");
        }
    }

    private void check(SslProperties ssl) {
        if (!ssl.bundle().isEmpty()) {
            return;
        }
        String nameABundle = "Set " + prefix + "ssl.bundle to the name of a bundle under spring.ssl.bundle.";
        if (Boolean.TRUE.equals(ssl.enabled())) {
            throw values.invalid("ssl.enabled", true, "TLS needs a certificate. " + nameABundle);
        }
        if (ssl.enabled() != null) {
            return;
        }
        if (ssl.clientAuth() != ClientAuth.NONE) {
            throw values.invalid(
                    "ssl.client-auth", ssl.clientAuth(), "Only TLS has certificates of clients. " + nameABundle);
        }
        if (!ssl.sni().isEmpty()) {
            throw values.invalid(
                    "ssl.sni", ssl.sni(), "Who asks for none of these names needs one, too. " + nameABundle);
        }
    }
}
