package io.twsj.spring;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client, for tests that wait for one message after the other. */
public final class TestClient implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private WebSocket socket;

    private TestClient() {}

    /** Opens a connection, with these subprotocols. */
    public static TestClient connect(int port, String path, String... subprotocols) {
        return connect(HTTP, URI.create("ws://127.0.0.1:" + port + path), subprotocols);
    }

    /** Opens a connection as this client does, for example with TLS. */
    public static TestClient connect(HttpClient http, URI uri, String... subprotocols) {
        TestClient client = new TestClient();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (subprotocols.length > 0) {
            builder.subprotocols(subprotocols[0], Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
        }
        client.socket =
                builder.buildAsync(uri, client).orTimeout(10, TimeUnit.SECONDS).join();
        return client;
    }

    /** Sends a text. */
    public TestClient send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** Sends a binary message. */
    public TestClient send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    /** Sends an empty ping. */
    public void ping() {
        socket.sendPing(ByteBuffer.allocate(0)).join();
    }

    /** Sends an empty pong. */
    public void pong() {
        socket.sendPong(ByteBuffer.allocate(0)).join();
    }

    /** The next message: a text as it is, a binary one as hex after a {@code #}. */
    public String next() throws InterruptedException {
        String message = received.poll(10, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    /** How the server ends the connection: code, a blank and the reason. */
    public String closed() {
        return closed.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** The agreed subprotocol. */
    public String subprotocol() {
        return socket.getSubprotocol();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            received.add(text.toString());
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            received.add("#" + HexFormat.of().formatHex(binary.toByteArray()));
            binary.reset();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete((code + " " + reason).strip());
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** Closes with 1000, unless the server was first, and waits for the end. */
    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .exceptionally(serverWasFirst -> socket)
                .join();
        closed();
    }
}
