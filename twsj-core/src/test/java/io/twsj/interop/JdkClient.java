package io.twsj.interop;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** {@link java.net.http.WebSocket}. */
final class JdkClient implements OtherClient {

    @Override
    public Talk connect(URI uri, List<String> subprotocols) throws Exception {
        JdkTalk talk = new JdkTalk();
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (!subprotocols.isEmpty()) {
            String[] others = subprotocols.subList(1, subprotocols.size()).toArray(String[]::new);
            builder.subprotocols(subprotocols.get(0), others);
        }
        talk.socket = builder.buildAsync(uri, talk).get(20, TimeUnit.SECONDS);
        return talk;
    }

    @Override
    public String toString() {
        return "java.net.http";
    }

    private static final class JdkTalk extends Talk implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private WebSocket socket;

        @Override
        void send(String message) throws Exception {
            socket.sendText(message, true).get(20, TimeUnit.SECONDS);
        }

        @Override
        void send(byte[] message) throws Exception {
            // In three fragments, since this client can.
            int third = message.length / 3;
            socket.sendBinary(ByteBuffer.wrap(message, 0, third), false).get(20, TimeUnit.SECONDS);
            socket.sendBinary(ByteBuffer.wrap(message, third, third), false).get(20, TimeUnit.SECONDS);
            socket.sendBinary(ByteBuffer.wrap(message, 2 * third, message.length - 2 * third), true)
                    .get(20, TimeUnit.SECONDS);
        }

        @Override
        String subprotocol() {
            return socket.getSubprotocol();
        }

        @Override
        public void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            bytes.writeBytes(piece);
            if (last) {
                received.add(bytes.toByteArray());
                bytes.reset();
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
