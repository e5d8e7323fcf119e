package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.twsj.Background;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An {@code SSLSocket} that somebody else opened is a socket like any other. */
class WsSocketOverTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static SSLContext context;

    private final BlockingQueue<WsSocket> upgraded = new LinkedBlockingQueue<>();

    @BeforeAll
    static void makeCertificate(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "x",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
        context = context(file);
    }

    private static SSLContext context(Path file) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return made;
    }

    private static SSLServerSocket listen(String version) throws IOException {
        SSLServerSocket listening =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, Pair.LOOPBACK.getAddress());
        listening.setEnabledProtocols(new String[] {version});
        return listening;
    }

    private Background accept(SSLServerSocket listening) {
        return Background.start(
                () -> upgraded.add(WsSocket.over(listening.accept(), Role.SERVER, WsSocketOptions.DEFAULT)));
    }

    private static WsSocket connect(SSLServerSocket listening) throws IOException {
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(Pair.LOOPBACK.getAddress(), listening.getLocalPort());
        return WsSocket.over(socket, Role.CLIENT, WsSocketOptions.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void socketsConverseOverTls(String version) throws Exception {
        try (SSLServerSocket listening = listen(version);
                Background accepting = accept(listening);
                WsSocket client = connect(listening)) {
            accepting.await();
            WsSocket server = upgraded.remove();
            assertThat(client.tlsSession().getProtocol()).isEqualTo(version);
            assertThat(server.tlsSession().getProtocol()).isEqualTo(version);
            client.send("Hello");
            assertThat(server.recvMessage(Pair.PATIENCE).text()).isEqualTo("Hello");
            Message large = Message.binary(new byte[900_000]);
            server.send(large);
            client.send(large);
            assertThat(client.recvMessage(Pair.PATIENCE).size()).isEqualTo(900_000);
            assertThat(server.recvMessage(Pair.PATIENCE).size()).isEqualTo(900_000);
            client.ping();
            assertThat(client.recv(Pair.PATIENCE)).isEqualTo(Frame.pong());
            client.close(1001, "");
            assertThat(client.closeReason()).isEqualTo(CloseReason.GOING_AWAY);
            assertThat(server.recv(Pair.PATIENCE)).isEqualTo(Frame.ping());
            assertThat(server.recv(Pair.PATIENCE).closeReason()).isEqualTo(CloseReason.GOING_AWAY);
            assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(server::recv);
            server.close();
        }
    }

    @Test
    void anAbortOverTlsEndsBothSides() throws Exception {
        try (SSLServerSocket listening = listen("TLSv1.3");
                Background accepting = accept(listening);
                WsSocket client = connect(listening)) {
            accepting.await();
            WsSocket server = upgraded.remove();
            server.abort();
            assertThatExceptionOfType(Exception.class).isThrownBy(client::recv);
            assertThat(client.closeReason()).isEqualTo(CloseReason.ABNORMAL);
        }
    }
}
