package io.twsj.interop;

import io.twsj.TlsTesting;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty, with its own API. */
final class JettyServer extends OtherServer {

    private final Server server = new Server();

    JettyServer(boolean tls) {
        super("Jetty", tls);
    }

    @Override
    int start() throws Exception {
        ServerConnector connector = connector();
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, this::configure));
        server.start();
        return connector.getLocalPort();
    }

    private ServerConnector connector() {
        if (!tls) {
            return new ServerConnector(server);
        }
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setKeyStorePath(TlsTesting.file("ec.p12").toString());
        factory.setKeyStorePassword("changeit");
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer());
        return new ServerConnector(
                server, new SslConnectionFactory(factory, "http/1.1"), new HttpConnectionFactory(http));
    }

    private void configure(ServerWebSocketContainer container) {
        container.setMaxTextMessageSize(MOST_BYTES);
        container.setMaxBinaryMessageSize(MOST_BYTES);
        container.addMapping("/echo", this::accept);
        container.addMapping("/refused", JettyServer::refuse);
    }

    private Object accept(
            ServerUpgradeRequest request, ServerUpgradeResponse response, org.eclipse.jetty.util.Callback callback) {
        if (request.hasSubProtocol("superchat")) {
            response.setAcceptedSubProtocol("superchat");
        }
        return new Endpoint();
    }

    private static Object refuse(
            ServerUpgradeRequest request, ServerUpgradeResponse response, org.eclipse.jetty.util.Callback callback) {
        response.setStatus(403);
        Content.Sink.write(response, true, "no entry", callback);
        return null;
    }

    @Override
    void stop() throws Exception {
        server.stop();
    }

    /** Public, since Jetty calls it by reflection. */
    public final class Endpoint extends Session.Listener.AbstractAutoDemanding {

        @Override
        public void onWebSocketText(String text) {
            switch (text) {
                case "close" -> getSession().close(4001, "asked for", Callback.NOOP);
                case "fragments" -> sendFragments();
                case "header" -> send(getSession().getUpgradeRequest().getHeader("X-Test"));
                case "ping" -> getSession().sendPing(bytes("are you there"), Callback.NOOP);
                default -> send(text);
            }
        }

        private void send(String text) {
            getSession().sendText(text, Callback.NOOP);
        }

        private void sendFragments() {
            sendFragment("one ", false, () -> sendFragment("two ", false, () -> sendFragment("three", true, () -> {})));
        }

        private void sendFragment(String text, boolean last, Runnable next) {
            getSession()
                    .sendPartialBinary(bytes(text), last, Callback.from(next, failure -> heard("failed " + failure)));
        }

        private static ByteBuffer bytes(String text) {
            return StandardCharsets.UTF_8.encode(text);
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            getSession().sendBinary(payload, callback);
        }

        @Override
        public void onWebSocketPong(ByteBuffer payload) {
            heard("pong " + StandardCharsets.UTF_8.decode(payload));
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            heard("closed " + code + " " + reason);
            callback.succeed();
        }
    }
}
