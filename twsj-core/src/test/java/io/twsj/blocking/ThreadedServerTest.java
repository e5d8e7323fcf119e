package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ConnectionOptions;
import io.twsj.Servers;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The README's threaded server by hand and its twin with a listener: the same client cannot tell them apart. */
class ThreadedServerTest {

    /** The README's ten lines. */
    static void serve(WsServerSocket server) throws IOException {
        while (true) {
            WsSocket socket = server.accept();
            new Thread(() -> greet(socket)).start();
        }
    }

    static void greet(WsSocket socket) {
        try (socket) {
            while (true) {
                socket.send("Hello, " + socket.recvMessage().text());
            }
        } catch (ConnectionClosedException | IOException end) {
            // The client has gone.
        }
    }

    /** Its twin. */
    static final class Greeter implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send("Hello, " + message.text());
        }
    }

    /** What a client does and expects. */
    private static void script(URI uri) throws IOException {
        try (WsSocket client = WsSocket.connect(uri)) {
            client.send("Ada");
            client.send(Message.text("Grace Hopper"), 3);
            client.ping((byte) 1);
            assertThat(client.recvMessage(Pair.PATIENCE).text()).isEqualTo("Hello, Ada");
            assertThat(client.recvMessage(Pair.PATIENCE).text()).isEqualTo("Hello, Grace Hopper");
            client.send(Frame.text("x").withFin(false), Frame.ping((byte) 2), Frame.continuation((byte) 'y'));
            assertThat(client.recvMessage(Pair.PATIENCE).text()).isEqualTo("Hello, xy");
            client.close(1001, "bye");
            assertThat(client.closeReason()).isEqualTo(CloseReason.GOING_AWAY);
        }
    }

    private static void twoClients(URI uri) throws IOException {
        try (WsSocket other = WsSocket.connect(uri)) {
            script(uri);
            other.send("again");
            assertThat(other.recvMessage(Pair.PATIENCE).text()).isEqualTo("Hello, again");
        }
    }

    @Test
    void aThreadAConnectionServesTheScript() throws Exception {
        try (WsServerSocket server = WsServerSocket.bind(Pair.LOOPBACK, WsSocketOptions.DEFAULT)) {
            Thread accepting = new Thread(() -> {
                try {
                    serve(server);
                } catch (SocketException closed) {
                    // The test is over.
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            accepting.start();
            twoClients(Pair.uri(server, "/"));
            server.close();
            accepting.join();
        }
    }

    @Test
    void aListenerServesTheSameScript() throws Exception {
        try (WebSocketServer server = WebSocketServer.builder()
                .address(InetAddress.getLoopbackAddress().getHostAddress())
                .port(0)
                .route("/", new Greeter())
                .build()
                .start()) {
            twoClients(URI.create("ws://127.0.0.1:" + server.port() + "/"));
        }
    }

    @Test
    void aSocketSpeaksToAListenerOnALoopToo() throws Exception {
        try (WebSocketServer server = Servers.inline(Servers.ECHO)) {
            try (WsSocket client = WsSocket.connect(Servers.uri(server, "/"))) {
                client.send(Message.binary(new byte[ConnectionOptions.DEFAULT.maxMessageBytes()]), 1 << 16);
                assertThat(client.recvMessage(Pair.PATIENCE).size()).isEqualTo(1 << 20);
            }
        }
    }
}
