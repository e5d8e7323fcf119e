package io.twsj.soak;

import io.twsj.ConnectionOptions;
import io.twsj.Execution;
import io.twsj.MuxOptions;
import io.twsj.Overflow;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.TlsTesting;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketConnections;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import io.twsj.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A server in the clear and one over TLS, with the same routes and common rooms. */
final class SoakServers implements AutoCloseable {

    static final String USER = "Aladdin";
    static final String PASSWORD = "open sesame";
    static final int LARGEST_MESSAGE = 256 << 10;

    static final ConnectionOptions TERMS =
            ConnectionOptions.builder().maxMessageBytes(LARGEST_MESSAGE).build();

    private static final ConnectionOptions PATIENT =
            TERMS.toBuilder().overflow(Overflow.WAIT).build();

    private final WebSocketServer clear;
    private final WebSocketServer overTls;

    SoakServers() throws IOException {
        WebSocketConnections common = new WebSocketConnections();
        this.clear = Servers.start(routes(Servers.builder().connections(common)));
        this.overTls = Servers.start(routes(Servers.builder().connections(common))
                .tls(TlsTesting.server("ec").build()));
    }

    private static WebSocketServer.Builder routes(WebSocketServer.Builder builder) {
        InMemoryCredentials users = InMemoryCredentials.of(USER, PASSWORD);
        return builder.mux(
                        MuxOptions.builder().idleTimeout(Duration.ofSeconds(1)).build())
                .route(Route.of("/inline", Servers.ECHO)
                        .execution(Execution.INLINE)
                        .options(TERMS)
                        .build())
                .route(Route.of("/worker", Servers.ECHO)
                        .options(TERMS)
                        .extensions(List.of(PermessageDeflate.of(
                                DeflateOptions.builder().contextTakeover(true).build())))
                        .build())
                .route(Route.of("/room/{room}", new Room()).options(TERMS).build())
                .route(Route.of("/pour/{count}", new Pouring()).options(PATIENT).build())
                .route(Route.of("/fail", new Failing()).build())
                .route(Route.of("/basic", Servers.ECHO)
                        .authenticator(new BasicAuthenticator("soak", users))
                        .build())
                .route(Route.of("/digest", Servers.ECHO)
                        .authenticator(
                                DigestAuthenticator.builder("soak", users).build())
                        .build());
    }

    int clearPort() {
        return clear.port();
    }

    int tlsPort() {
        return overTls.port();
    }

    int openConnections() {
        return clear.openConnections() + overTls.openConnections();
    }

    @Override
    public void close() {
        clear.stop();
        overTls.stop();
    }

    /** Passes everything on to all members, the sender among them; an empty message joins, and is answered. */
    private static final class Room implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            String room = connection.pathVariables().get("room");
            if (message.size() == 0) {
                connection.join(room);
                connection.send("");
            } else {
                connection.connections().room(room).send(message);
            }
        }
    }

    /** Sends as many messages as the path says, numbered, as fast as the peer takes them. */
    private static final class Pouring implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            int count = Integer.parseInt(connection.pathVariables().get("count"));
            for (int i = 0; i < count && connection.isOpen(); i++) {
                connection.send(SlowReading.piece(i));
            }
        }
    }

    private static final class Failing implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            throw new IllegalStateException("as the soak wants");
        }
    }
}
