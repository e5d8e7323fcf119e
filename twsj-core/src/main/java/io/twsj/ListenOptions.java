package io.twsj;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the sockets that a server listens on: a TCP port or a Unix domain socket, with TLS or without. Immutable. Given to
 * {@link WebSocketServer.Builder#listen}.
 */
public final class ListenOptions {

    private final Builder values;

    private ListenOptions(Builder values) {
        this.values = values;
    }

    /**
     * A TCP port, on all addresses.
     *
     * @param port 0 has the system choose one
     */
    public static Builder onPort(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        return new Builder(port, null);
    }

    /**
     * A Unix domain socket. A file that a dead process has left there is replaced; anything else that is there makes the
     * start fail. The file goes away when the server stops. Its clients have no address: limits by address leave them out.
     */
    public static Builder onUnixSocket(Path file) {
        return new Builder(0, Objects.requireNonNull(file, "file"));
    }

    /** See {@link Builder#name}. */
    public String name() {
        return values.name != null ? values.name : place();
    }

    boolean isNamed() {
        return values.name != null;
    }

    String host() {
        return values.address;
    }

    int port() {
        return values.port;
    }

    /** Null for a TCP port. */
    @Nullable
    Path unixSocket() {
        return values.file;
    }

    @Nullable
    Set<PosixFilePermission> permissions() {
        return values.permissions;
    }

    int backlog() {
        return values.backlog;
    }

    @Nullable
    TlsOptions tls() {
        return values.tls;
    }

    boolean proxyProtocol() {
        return values.proxyProtocol;
    }

    /** Where this is, as an administrator would say. */
    String place() {
        return values.file != null ? "unix:" + values.file : values.address + ":" + values.port;
    }

    @Override
    public String toString() {
        return name().equals(place()) ? place() : name() + " (" + place() + ")";
    }

    /** Collects the options. One caller at a time. */
    public static final class Builder {

        private final int port;
        private final @Nullable Path file;
        private @Nullable String name;
        private String address = "0.0.0.0";
        private @Nullable Set<PosixFilePermission> permissions;
        private int backlog = 1024;
        private @Nullable TlsOptions tls;
        private boolean proxyProtocol;

        private Builder(int port, @Nullable Path file) {
            this.port = port;
            this.file = file;
        }

        private Builder(Builder from) {
            port = from.port;
            file = from.file;
            name = from.name;
            address = from.address;
            permissions = from.permissions;
            backlog = from.backlog;
            tls = from.tls;
            proxyProtocol = from.proxyProtocol;
        }

        /** What it is called in messages and in {@link WebSocketServer#replaceTls(String, TlsOptions)} (where it is). */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * The address to listen on, a name or a literal (all addresses).
         *
         * @throws IllegalStateException for a Unix domain socket
         */
        public Builder address(String address) {
            if (file != null) {
                throw new IllegalStateException("the Unix domain socket " + file + " has no address");
            }
            this.address = Objects.requireNonNull(address, "address");
            return this;
        }

        /**
         * Who may connect to a Unix domain socket, as in {@code rw-rw----} (as the process's umask says). There is a moment
         * between the making of the file and this: what must be kept from others belongs in a directory that is closed to
         * them.
         *
         * @throws IllegalArgumentException if it is not of that form
         * @throws IllegalStateException for a TCP port
         */
        public Builder permissions(String permissions) {
            if (file == null) {
                throw new IllegalStateException("port " + port + " has no permissions");
            }
            this.permissions = PosixFilePermissions.fromString(permissions);
            return this;
        }

        /** Connections that may wait to be accepted (1,024). */
        public Builder backlog(int connections) {
            if (connections <= 0) {
                throw new IllegalArgumentException("backlog is " + connections + "; it must be positive");
            }
            this.backlog = connections;
            return this;
        }

        /**
         * Has its connections speak TLS (none).
         *
         * @throws IllegalArgumentException if the options have no certificate
         */
        public Builder tls(TlsOptions options) {
            this.tls = options.forServer();
            return this;
        }

        /** As {@link WebSocketServer.Builder#proxyProtocol} (no). */
        public Builder proxyProtocol(boolean expected) {
            this.proxyProtocol = expected;
            return this;
        }

        /** The options as collected so far. */
        public ListenOptions build() {
            return new ListenOptions(new Builder(this));
        }
    }
}
