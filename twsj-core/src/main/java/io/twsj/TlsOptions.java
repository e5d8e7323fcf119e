package io.twsj;

import io.twsj.protocol.Role;
import io.twsj.transport.TlsTerms;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a server or a client speaks TLS: its certificate, whom it trusts, what it agrees to. TLS 1.2 and 1.3 only.
 *
 * <pre>{@code
 * TlsOptions tls = TlsOptions.builder()
 *         .certificate(Path.of("fullchain.pem"), Path.of("privkey.pem"))
 *         .build();
 * WebSocketServer server = WebSocketServer.builder().port(8443).tls(tls).route("/echo", echo).build().start();
 * }</pre>
 *
 * <p>A client needs none of this to connect to a server whose certificate the JDK trusts; {@link ConnectOptions.Builder#tls}
 * is for all the others.
 *
 * <p>A peer's wish to renegotiate (TLS 1.2) ends the connection. Sessions are resumed as the JDK does it, by tickets;
 * {@code jdk.tls.server.enableSessionTicketExtension=false} switches to a cache.
 *
 * <p>Immutable. Files are read when they are named, not later: for renewed ones make new options, and give them to
 * {@link WebSocketServer#replaceTls}.
 */
public final class TlsOptions {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private final TlsEngines engines;
    private final ServerNames<TlsEngines> names;
    private final boolean picksByName;
    private final boolean hasKey;
    private final boolean insecure;

    private TlsOptions(Builder values, TlsEngines engines) {
        this.engines = engines;
        this.hasKey = values.context != null || values.keys != null;
        this.insecure = values.insecure;
        Map<String, TlsEngines> named = new LinkedHashMap<>();
        values.named.forEach((pattern, options) -> named.put(pattern, options.engines));
        this.names = new ServerNames<>(named, engines);
        this.picksByName = !named.isEmpty();
    }

    /** The defaults, of use to clients: without a certificate, trusting whom the JDK trusts. */
    public static TlsOptions defaults() {
        return Defaults.OPTIONS;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Made when they are needed: whom the JDK trusts is a large file. */
    private static final class Defaults {

        static final TlsOptions OPTIONS = builder().build();
    }

    /**
     * Refuses what is of no use to a server.
     *
     * @throws IllegalArgumentException if there is no certificate, or if these are the insecure options of a client
     */
    TlsOptions forServer() {
        if (insecure) {
            throw new IllegalArgumentException("insecure is an option of clients");
        }
        if (!hasKey) {
            throw new IllegalArgumentException("a TLS server needs a certificate: keyStore, certificate or context");
        }
        return this;
    }

    /** What a server's connections need to begin with TLS. */
    TlsTerms serverTerms(Executor tasks) {
        return new TlsTerms(Role.SERVER, picksByName, name -> names.find(name).server(), tasks);
    }

    /**
     * Makes the engine of a client's connection, for who carries the bytes of TLS himself. It asks for the host by name
     * (RFC 6066 section 3) and takes its certificate only (RFC 9110 section 4.3.4), unless these options are insecure:
     * then each call logs a warning. May block on its first call, to read whom the JDK trusts.
     *
     * @param host whose certificate is expected, a name or an address without brackets
     */
    public SSLEngine clientEngine(String host, int port) {
        if (insecure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "INSECURE: the certificate of " + host + ":" + port
                            + " is not checked; anybody may be there");
        }
        return engines.client(host, port);
    }

    /**
     * Makes the engine of a server's connection, for who carries the bytes of TLS himself.
     *
     * @param name the server name that the client asks for; null if it asks for none
     * @throws IllegalArgumentException if there is no certificate, or if these are the insecure options of a client
     */
    public SSLEngine serverEngine(@Nullable String name) {
        return forServer().names.find(name).server();
    }

    /** Collects the options. One caller at a time. */
    public static final class Builder {

        private static final Set<String> SUPPORTED = Set.of("TLSv1.3", "TLSv1.2");

        private @Nullable SSLContext context;
        private KeyManager @Nullable [] keys;
        private TrustManager @Nullable [] trust;
        private ClientAuth clientAuth = ClientAuth.NONE;
        private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
        private List<String> cipherSuites = List.of();
        private List<String> applicationProtocols = List.of("http/1.1");
        private final Map<String, TlsOptions> named = new LinkedHashMap<>();
        private boolean insecure;

        private Builder() {}

        /** The JDK's own form, in place of certificates and trust given here (none). */
        public Builder context(SSLContext context) {
            this.context = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * This endpoint's certificate with its private key, in a PKCS#12 or JKS file (none).
         *
         * @param password of the file and of the keys in it
         * @throws IOException if the file cannot be read, the password is wrong, or there is no key in it
         */
        public Builder keyStore(Path file, String password) throws IOException {
            keys = TlsFiles.keyManagers(TlsFiles.keyStore(file, password), password, file.toString());
            return this;
        }

        /**
         * This endpoint's certificate with its private key (none).
         *
         * @throws IOException if there is no key in it, or the password is wrong
         */
        public Builder keyStore(KeyStore store, String password) throws IOException {
            keys = TlsFiles.keyManagers(store, password, "the key store");
            return this;
        }

        /**
         * This endpoint's certificate in PEM files (none).
         *
         * @param chain the certificate, followed by those of its issuers
         * @param key the private key in PKCS#8 ({@code BEGIN PRIVATE KEY}), not encrypted: RSA, EC or Ed25519
         * @throws IOException if a file cannot be read, or the two do not belong together
         */
        public Builder certificate(Path chain, Path key) throws IOException {
            KeyStore store = TlsFiles.keyStore(PemFiles.certificates(chain), key);
            keys = TlsFiles.keyManagers(store, "", chain.toString());
            return this;
        }

        /**
         * Whom this endpoint trusts, in a PKCS#12 or JKS file (who the JDK trusts).
         *
         * @throws IOException if the file cannot be read or the password is wrong
         */
        public Builder trustStore(Path file, String password) throws IOException {
            trust = TlsFiles.trustManagers(TlsFiles.keyStore(file, password), file.toString());
            return this;
        }

        /**
         * Whom this endpoint trusts, as certificates in a PEM file (who the JDK trusts).
         *
         * @throws IOException if the file cannot be read
         */
        public Builder trustCertificates(Path file) throws IOException {
            trust = TlsFiles.trustManagers(TlsFiles.trusting(PemFiles.certificates(file)), file.toString());
            return this;
        }

        /**
         * Checks no certificate of a server: anybody can pretend to be it. For a client's tests; logs a warning on each
         * connection (off).
         */
        public Builder insecure() {
            insecure = true;
            trust = TlsFiles.trustingAnybody();
            return this;
        }

        /** Whether a server asks for certificates ({@link ClientAuth#NONE}); needs a trust store or a context. */
        public Builder clientAuth(ClientAuth clientAuth) {
            this.clientAuth = Objects.requireNonNull(clientAuth, "clientAuth");
            return this;
        }

        /**
         * TLS versions by their JDK names, {@code TLSv1.3} and {@code TLSv1.2} (both).
         *
         * @throws IllegalArgumentException if another one is named
         */
        public Builder protocols(String... names) {
            if (names.length == 0 || !SUPPORTED.containsAll(List.of(names))) {
                throw new IllegalArgumentException(
                        "protocols are " + List.of(names) + "; allowed are TLSv1.3 and TLSv1.2");
            }
            protocols = List.of(names);
            return this;
        }

        /** Cipher suites by their JDK names, best first (what the JDK enables, but with forward secrecy only). */
        public Builder cipherSuites(String... names) {
            cipherSuites = List.of(names);
            return this;
        }

        /** Application protocols agreed on with ALPN (RFC 7301), best first ({@code http/1.1}); none: no ALPN. */
        public Builder applicationProtocols(String... names) {
            applicationProtocols = List.of(names);
            return this;
        }

        /**
         * Other options of a server for clients that ask for a certain name (RFC 6066 section 3), repeatable (none).
         *
         * @param pattern a host name, or {@code *.} and a domain for all names with one more label
         * @throws IllegalArgumentException if it is no such pattern, or the options are of no use to a server or have
         *     names of their own
         */
        public Builder serverName(String pattern, TlsOptions options) {
            if (options.picksByName) {
                throw new IllegalArgumentException("the options for " + pattern + " have server names of their own");
            }
            named.put(ServerNames.checked(pattern), options.forServer());
            return this;
        }

        /**
         * The options as collected so far.
         *
         * @throws IllegalArgumentException if they contradict each other, or a cipher suite is unknown
         */
        public TlsOptions build() {
            SSLContext present = context;
            if (present != null && (keys != null || trust != null)) {
                throw new IllegalArgumentException("a context has certificates and trust of its own");
            }
            if (clientAuth != ClientAuth.NONE && present == null && trust == null) {
                throw new IllegalArgumentException("clientAuth " + clientAuth
                        + " needs trustStore or trustCertificates: whose certificates to take");
            }
            if (present == null) {
                present = newContext();
            }
            return new TlsOptions(
                    this,
                    new TlsEngines(present, clientAuth, protocols, cipherSuites, applicationProtocols, !insecure));
        }

        private SSLContext newContext() {
            try {
                SSLContext made = SSLContext.getInstance("TLS");
                made.init(keys, trust, null);
                return made;
            } catch (GeneralSecurityException impossible) {
                throw new IllegalArgumentException("this JVM has no usable TLS", impossible);
            }
        }
    }
}
