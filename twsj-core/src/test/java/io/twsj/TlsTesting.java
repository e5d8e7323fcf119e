package io.twsj;

import io.twsj.message.Message;
import io.twsj.protocol.Role;
import io.twsj.transport.TlsTerms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Certificates and servers for TLS tests; what made the files is {@code tls/generate.sh}. */
public final class TlsTesting {

    static final String PASSWORD = "changeit";
    static final int MOST_BYTES = 17 << 20;

    private TlsTesting() {}

    /** A file beside {@code generate.sh}. */
    public static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(TlsTesting.class.getResource("/tls/" + name))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Options of a server with one of the certificates. */
    public static TlsOptions.Builder server(String name) throws IOException {
        return TlsOptions.builder().keyStore(file(name + ".p12"), PASSWORD);
    }

    /** A context that trusts the certificates of {@code ec}, {@code rsa} and {@code ed25519}. */
    public static SSLContext client(String... trusted) throws Exception {
        return client(null, trusted);
    }

    /** A client with a certificate of its own. */
    static SSLContext clientAs(String key, String... trusted) throws Exception {
        Path store = file(key + ".p12");
        return client(TlsFiles.keyManagers(TlsFiles.keyStore(store, PASSWORD), PASSWORD, key), trusted);
    }

    private static SSLContext client(KeyManager[] keys, String... trusted) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        X509Certificate[] certificates = new X509Certificate[trusted.length];
        for (int i = 0; i < trusted.length; i++) {
            certificates[i] = PemFiles.certificates(file(trusted[i] + ".crt")).get(0);
        }
        context.init(keys, TlsFiles.trustManagers(TlsFiles.trusting(java.util.List.of(certificates)), "test"), null);
        return context;
    }

    /** Options of a client that trusts these certificates. */
    public static TlsOptions.Builder trusting(String name) throws IOException {
        return TlsOptions.builder().trustCertificates(file(name + ".crt"));
    }

    public static URI uri(int port, String path) {
        return URI.create("wss://localhost:" + port + path);
    }

    /** A server by hand, over the JDK's TLS. */
    static RawServer script(SSLContext context, String version, RawServer.Script... scripts) throws IOException {
        SSLServerSocket listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listening.setEnabledProtocols(new String[] {version});
        return RawServer.start(listening, scripts);
    }

    /** The terms of a client's connection. */
    public static TlsTerms clientTerms(TlsOptions options, String host, Executor tasks) {
        return new TlsTerms(Role.CLIENT, false, name -> options.clientEngine(host, 443), tasks);
    }

    /** The terms of a server's connection. */
    public static TlsTerms serverTerms(TlsOptions options, Executor tasks) {
        return options.serverTerms(tasks);
    }

    /** A running echo server: inline on {@code /echo}, on workers on {@code /worker}. */
    public static WebSocketServer echo(TlsOptions tls) throws IOException {
        return echo(tls, builder -> builder);
    }

    static WebSocketServer echo(TlsOptions tls, UnaryOperator<WebSocketServer.Builder> more) throws IOException {
        return more.apply(WebSocketServer.builder()
                        .address("127.0.0.1")
                        .port(0)
                        .loops(1)
                        .tls(tls)
                        .route(route("/echo", Execution.INLINE))
                        .route(route("/worker", Execution.WORKER)))
                .build()
                .start();
    }

    private static Route route(String path, Execution execution) {
        return Route.of(path, new Echo())
                .execution(execution)
                .options(ConnectionOptions.builder()
                        .maxMessageBytes(MOST_BYTES)
                        .maxOutboundBytes(2 * MOST_BYTES)
                        .build())
                .build();
    }

    static final class Echo implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(message);
        }
    }
}
