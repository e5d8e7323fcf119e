package io.twsj.interop;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;

/** Java-WebSocket. */
final class JavaWebSocketClient implements OtherClient {

    @Override
    public Talk connect(URI uri, List<String> subprotocols) throws Exception {
        List<IProtocol> protocols = subprotocols.isEmpty()
                ? List.of(new Protocol(""))
                : subprotocols.stream().<IProtocol>map(Protocol::new).toList();
        JavaWebSocketTalk talk = new JavaWebSocketTalk(uri, new Draft_6455(List.of(), protocols));
        if (!talk.client.connectBlocking(20, TimeUnit.SECONDS)) {
            throw new AssertionError("not connected");
        }
        return talk;
    }

    @Override
    public String toString() {
        return "Java-WebSocket";
    }

    private static final class JavaWebSocketTalk extends Talk {

        private final WebSocketClient client;

        JavaWebSocketTalk(URI uri, Draft_6455 draft) {
            client = new WebSocketClient(uri, draft) {
                @Override
                public void onOpen(ServerHandshake handshake) {}

                @Override
                public void onMessage(String message) {
                    received.add(message);
                }

                @Override
                public void onMessage(ByteBuffer message) {
                    byte[] bytes = new byte[message.remaining()];
                    message.get(bytes);
                    received.add(bytes);
                }

                @Override
                public void onClose(int code, String reason, boolean remote) {
                    closed.complete(code);
                }

                @Override
                public void onError(Exception error) {
                    closed.completeExceptionally(error);
                }
            };
        }

        @Override
        void send(String text) {
            client.send(text);
        }

        @Override
        void send(byte[] bytes) {
            client.send(bytes);
        }

        @Override
        String subprotocol() {
            return client.getProtocol().getProvidedProtocol();
        }

        @Override
        public void close() {
            client.close(1000);
        }
    }
}
