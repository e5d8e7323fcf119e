package io.twsj.interop;

import io.twsj.TlsTesting;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BinaryOutputStream;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSocketFrameType;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.xnio.Pooled;

/** Undertow, with its own API. */
final class UndertowServer extends OtherServer {

    private Undertow server;

    UndertowServer(boolean tls) {
        super("Undertow", tls);
    }

    @Override
    int start() throws Exception {
        Undertow.Builder builder = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(2)
                .setHandler(
                        Handlers.path().addExactPath("/echo", echo()).addExactPath("/refused", UndertowServer::refuse));
        if (tls) {
            builder.addHttpsListener(0, "127.0.0.1", context());
        } else {
            builder.addHttpListener(0, "127.0.0.1");
        }
        server = builder.build();
        server.start();
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static SSLContext context() throws Exception {
        char[] password = "changeit".toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(TlsTesting.file("ec.p12").toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private HttpHandler echo() {
        Hybi13Handshake handshake = new Hybi13Handshake(Set.of("superchat"), false);
        handshake.addExtension(new PerMessageDeflateHandshake());
        return new WebSocketProtocolHandshakeHandler(List.of(handshake), this::accept);
    }

    private void accept(WebSocketHttpExchange exchange, WebSocketChannel channel) {
        channel.getReceiveSetter().set(new Endpoint(exchange.getRequestHeader("X-Test")));
        channel.resumeReceives();
    }

    private static void refuse(HttpServerExchange exchange) {
        exchange.setStatusCode(StatusCodes.FORBIDDEN);
        exchange.getResponseSender().send("no entry");
    }

    @Override
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private final class Endpoint extends AbstractReceiveListener {

        private final String header;

        Endpoint(String header) {
            this.header = header;
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            String text = message.getData();
            switch (text) {
                case "close" -> WebSockets.sendClose(4001, "asked for", channel, null);
                case "fragments" -> channel.getWorker().execute(() -> sendFragments(channel));
                case "header" -> WebSockets.sendText(header, channel, null);
                case "ping" -> WebSockets.sendPing(StandardCharsets.UTF_8.encode("are you there"), channel, null);
                default -> WebSockets.sendText(text, channel, null);
            }
        }

        /** Every flush makes a frame; blocking. */
        private void sendFragments(WebSocketChannel channel) {
            try (OutputStream out = new BinaryOutputStream(channel.send(WebSocketFrameType.BINARY))) {
                for (String fragment : List.of("one ", "two ", "three")) {
                    out.write(fragment.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            } catch (IOException failure) {
                heard("failed " + failure);
            }
        }

        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            WebSockets.sendBinary(bytes(message), channel, null);
        }

        @Override
        protected void onFullPongMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            heard("pong " + StandardCharsets.UTF_8.decode(bytes(message)));
        }

        @SuppressWarnings("deprecation") // of Pooled, which the API gives nevertheless
        private static ByteBuffer bytes(BufferedBinaryMessage message) {
            try (Pooled<ByteBuffer[]> pooled = message.getData()) {
                ByteBuffer merged = WebSockets.mergeBuffers(pooled.getResource());
                return ByteBuffer.allocate(merged.remaining()).put(merged).flip();
            }
        }

        @Override
        protected void onCloseMessage(CloseMessage message, WebSocketChannel channel) {
            heard("closed " + message.getCode() + " " + message.getReason());
        }

        @Override
        protected long getMaxTextBufferSize() {
            return MOST_BYTES;
        }

        @Override
        protected long getMaxBinaryBufferSize() {
            return MOST_BYTES;
        }
    }
}
