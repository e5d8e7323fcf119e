package io.twsj.interop;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/** OkHttp. */
final class OkHttpClientAdapter implements OtherClient {

    @Override
    public Talk connect(URI uri, List<String> subprotocols) throws Exception {
        OkHttpTalk talk = new OkHttpTalk();
        Request.Builder request = new Request.Builder().url(uri.toString());
        if (!subprotocols.isEmpty()) {
            request.header("Sec-WebSocket-Protocol", String.join(", ", subprotocols));
        }
        talk.socket = talk.client.newWebSocket(request.build(), talk.listener);
        talk.opened.get(20, TimeUnit.SECONDS);
        return talk;
    }

    @Override
    public String toString() {
        return "OkHttp";
    }

    private static final class OkHttpTalk extends Talk {

        private final OkHttpClient client = new OkHttpClient();
        private final CompletableFuture<Response> opened = new CompletableFuture<>();
        private WebSocket socket;

        private final WebSocketListener listener = new WebSocketListener() {
            @Override
            public void onOpen(WebSocket from, Response response) {
                opened.complete(response);
            }

            @Override
            public void onMessage(WebSocket from, String text) {
                received.add(text);
            }

            @Override
            public void onMessage(WebSocket from, ByteString bytes) {
                received.add(bytes.toByteArray());
            }

            @Override
            public void onClosing(WebSocket from, int code, String reason) {
                from.close(code, reason);
            }

            @Override
            public void onClosed(WebSocket from, int code, String reason) {
                closed.complete(code);
                client.dispatcher().executorService().shutdown();
            }

            @Override
            public void onFailure(WebSocket from, Throwable error, Response response) {
                opened.completeExceptionally(error);
                closed.completeExceptionally(error);
            }
        };

        @Override
        void send(String text) {
            assertTaken(socket.send(text));
        }

        @Override
        void send(byte[] bytes) {
            assertTaken(socket.send(ByteString.of(bytes)));
        }

        private static void assertTaken(boolean taken) {
            if (!taken) {
                throw new AssertionError("the client did not take the message");
            }
        }

        @Override
        String subprotocol() {
            return opened.join().header("Sec-WebSocket-Protocol");
        }

        @Override
        public void close() {
            socket.close(1000, null);
        }
    }
}
