package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the name to TCP: several addresses, dead ones among them (RFC 8305), and the client's patience. */
class ClientConnectingTest {

    private static final InetAddress ALIVE = loopback(1);
    private static final InetAddress DEAD = loopback(2);
    private static final InetAddress REFUSING = loopback(3);

    private final Recorder recorder = new Recorder();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private InetAddress[] found = {};
    private final WebSocketClient client =
            WebSocketClient.builder().names(host -> found).build();

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress("server.test", new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** An address that takes no connection and refuses none either, as if a firewall dropped what is sent there. */
    private void die(InetAddress address, int port) throws IOException {
        ServerSocket full = new ServerSocket();
        opened.add(full);
        full.bind(new InetSocketAddress(address, port), 1);
        await().until(() -> {
            Socket one = new Socket();
            opened.add(one);
            try {
                one.connect(full.getLocalSocketAddress(), 200);
                return false;
            } catch (SocketTimeoutException noMoreRoom) {
                return true;
            }
        });
    }

    private static URI uri(int port) {
        return URI.create("ws://server.test:" + port + "/");
    }

    @Test
    void aDeadAddressCostsAMomentOnly() throws Exception {
        try (RawServer server = RawServer.start(new InetSocketAddress(ALIVE, 0), peer -> {
            assertThat(peer.accept().header("Host"))
                    .isEqualTo("server.test:" + peer.socket().getLocalPort());
            peer.awaitClose();
        })) {
            die(DEAD, server.port());
            found = new InetAddress[] {DEAD, ALIVE};
            long before = System.nanoTime();
            client.connectBlocking(uri(server.port()), recorder).close();
            long millis = Duration.ofNanos(System.nanoTime() - before).toMillis();
            assertThat(millis).isBetween(240L, 4500L);
            recorder.awaitClose();
        }
    }

    @Test
    void anAddressThatRefusesCostsNothing() throws Exception {
        try (RawServer server = RawServer.start(new InetSocketAddress(ALIVE, 0), peer -> {
            peer.accept();
            peer.awaitClose();
        })) {
            found = new InetAddress[] {REFUSING, loopback(4), ALIVE};
            client.connectBlocking(uri(server.port()), recorder).close();
            recorder.awaitClose();
        }
    }

    @Test
    void onlyOneConnectionIsMadeOfSeveralAddresses() throws Exception {
        try (RawServer server = RawServer.start(new InetSocketAddress("0.0.0.0", 0), peer -> {
            peer.accept();
            peer.awaitClose();
        })) {
            found = new InetAddress[] {ALIVE, DEAD, REFUSING};
            client.connectBlocking(uri(server.port()), recorder).close();
            recorder.awaitClose();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void ifAllAddressesFailAllReasonsAreThere() throws Exception {
        found = new InetAddress[] {ALIVE, REFUSING};
        int port = freePort();
        assertThatThrownBy(() -> client.connectBlocking(uri(port), recorder))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("cannot connect to ws://server.test:" + port + "/: Connection refused")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(2));
        assertThat(recorder.events()).isEmpty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aNameThatNobodyKnowsFails() throws Exception {
        try (WebSocketClient other = WebSocketClient.builder()
                .names(host -> {
                    throw new UnknownHostException(host);
                })
                .build()) {
            assertThatThrownBy(() -> other.connectBlocking(uri(80), recorder))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("cannot resolve server.test");
        }
    }

    @Test
    void namesAreResolvedOffTheLoopAndWithinTheTimeOut() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (WebSocketClient other = WebSocketClient.builder()
                        .names(host -> {
                            assertThat(Thread.currentThread().getName()).doesNotContain("loop");
                            await().atMost(Duration.ofSeconds(30)).until(() -> never.getCount() == 0);
                            return found;
                        })
                        .options(ConnectOptions.builder()
                                .connectTimeout(Duration.ofMillis(100))
                                .build())
                        .build();
                RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    peer.awaitClose();
                })) {
            CompletableFuture<WebSocketConnection> waiting = other.connect(uri(80), recorder);
            other.connectBlocking(server.uri("/"), recorder).close();
            assertThatThrownBy(waiting::get)
                    .cause()
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("connecting to ws://server.test/ took longer than 100 ms");
            never.countDown();
            recorder.awaitClose();
        }
    }

    @Test
    void tcpThatIsNotAnsweredIsGivenUp() throws Exception {
        int port = freePort();
        die(DEAD, port);
        found = new InetAddress[] {DEAD};
        ConnectOptions impatient =
                ConnectOptions.builder().connectTimeout(Duration.ofMillis(100)).build();
        assertThatThrownBy(() -> client.connectBlocking(uri(port), impatient, recorder))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("took longer than 100 ms");
    }

    @Test
    void oneDeadlineHoldsForTheWholeOpeningHandshakeHoweverSlowlyBytesDrip() throws Exception {
        ConnectOptions impatient = ConnectOptions.builder()
                .handshakeTimeout(Duration.ofMillis(150))
                .build();
        RawServer.Script silent = peer -> {
            peer.request();
            peer.awaitEnd();
        };
        RawServer.Script dripping = peer -> {
            byte[] response = RawPeer.accepting(peer.request());
            peer.socket().setSoTimeout(20);
            for (int i = 0; i < response.length; i++) {
                peer.send(new byte[] {response[i]});
                try {
                    peer.awaitEnd();
                    return;
                } catch (SocketTimeoutException goOn) {
                    // The pause between two drops.
                }
            }
            throw new AssertionError("the client waited for the whole response");
        };
        try (RawServer server = RawServer.start(silent, dripping)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> client.connectBlocking(server.uri("/"), impatient, recorder))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageContaining("the opening handshake with ws://127.0.0.1:" + server.port()
                                + "/ took longer than 150 ms");
            }
        } catch (AssertionError reset) {
            // A drop may meet a socket that the client has closed already.
            assertThat(reset).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void cancellingGivesUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer server = RawServer.start(peer -> {
            peer.request();
            asked.countDown();
            peer.awaitEnd();
        })) {
            CompletableFuture<WebSocketConnection> future = client.connect(server.uri("/"), recorder);
            asked.await();
            future.cancel(true);
        }
        assertThat(recorder.events()).isEmpty();
    }
}
