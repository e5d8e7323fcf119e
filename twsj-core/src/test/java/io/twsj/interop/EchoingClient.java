package io.twsj.interop;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;

/**
 * A client of somebody else's making that offers compression and sends every message back. The text {@code fragments} is
 * answered by the binary message "one two three" in three frames, if the client knows how.
 */
interface EchoingClient {

    List<String> FRAGMENTS = List.of("one ", "two ", "three");

    /** Connects; returns how to end it. Skips the test if the program is missing. */
    AutoCloseable connect(URI uri) throws Exception;

    private static ByteBuffer fragment(int i) {
        return StandardCharsets.UTF_8.encode(FRAGMENTS.get(i));
    }

    /** OkHttp; it sends no fragments. */
    static AutoCloseable okHttp(URI uri) {
        OkHttpClient client = new OkHttpClient();
        client.newWebSocket(new Request.Builder().url(uri.toString()).build(), new WebSocketListener() {
            @Override
            public void onMessage(WebSocket from, String text) {
                from.send(text);
            }

            @Override
            public void onMessage(WebSocket from, ByteString bytes) {
                from.send(bytes);
            }

            @Override
            public void onClosing(WebSocket from, int code, String reason) {
                from.close(code, reason);
            }
        });
        return client.dispatcher().executorService()::shutdown;
    }

    /** Java-WebSocket. */
    static AutoCloseable javaWebSocket(URI uri) throws InterruptedException {
        PerMessageDeflateExtension deflate = new PerMessageDeflateExtension();
        deflate.setThreshold(0);
        Draft_6455 draft = new Draft_6455(List.of(deflate), List.of(new Protocol("")));
        org.java_websocket.client.WebSocketClient client = new org.java_websocket.client.WebSocketClient(uri, draft) {
            @Override
            public void onOpen(ServerHandshake handshake) {}

            @Override
            public void onMessage(String message) {
                if (message.equals("fragments")) {
                    for (int i = 0; i < FRAGMENTS.size(); i++) {
                        sendFragmentedFrame(Opcode.BINARY, fragment(i), i == FRAGMENTS.size() - 1);
                    }
                } else {
                    send(message);
                }
            }

            @Override
            public void onMessage(ByteBuffer message) {
                send(message);
            }

            @Override
            public void onClose(int code, String reason, boolean remote) {}

            @Override
            public void onError(Exception error) {}
        };
        client.connectBlocking(20, TimeUnit.SECONDS);
        return client::closeBlocking;
    }

    /**
     * Jetty.
     *
     * @param parameters what it offers, with a semicolon before
     */
    static AutoCloseable jetty(URI uri, String parameters) throws Exception {
        org.eclipse.jetty.websocket.client.WebSocketClient client =
                new org.eclipse.jetty.websocket.client.WebSocketClient();
        client.setMaxTextMessageSize(OtherServer.MOST_BYTES);
        client.setMaxBinaryMessageSize(OtherServer.MOST_BYTES);
        client.start();
        ClientUpgradeRequest request = new ClientUpgradeRequest(uri);
        request.addExtensions("permessage-deflate" + parameters);
        client.connect(new JettyEndpoint(), request).get(20, TimeUnit.SECONDS);
        return client::stop;
    }

    /** Debian's python3-websockets. */
    static AutoCloseable python(URI uri) throws Exception {
        String python = "/usr/bin/python3";
        Program.need("python3-websockets", python, "-c", "from websockets import connect");
        return Program.start(python, script("echoing.py"), uri.toString());
    }

    /** The ws of npm. */
    static AutoCloseable node(URI uri) throws Exception {
        Program.need("node-ws", "node", "-e", "require('ws')");
        return Program.start("node", script("echoing.js"), uri.toString());
    }

    private static String script(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(EchoingClient.class.getResource(name))
                        .toURI())
                .toString();
    }

    /** Public, since Jetty calls it by reflection. */
    final class JettyEndpoint extends Session.Listener.AbstractAutoDemanding {

        @Override
        public void onWebSocketText(String text) {
            if (text.equals("fragments")) {
                sendFragments(0);
            } else {
                getSession().sendText(text, Callback.NOOP);
            }
        }

        private void sendFragments(int from) {
            boolean last = from == FRAGMENTS.size() - 1;
            Callback next = last ? Callback.NOOP : Callback.from(() -> sendFragments(from + 1), failure -> {});
            getSession().sendPartialBinary(fragment(from), last, next);
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            getSession().sendBinary(payload, callback);
        }
    }
}
