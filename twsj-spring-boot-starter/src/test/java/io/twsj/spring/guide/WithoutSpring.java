package io.twsj.spring.guide;

import io.twsj.ConnectOptions;
import io.twsj.HandshakeDecision;
import io.twsj.ListenOptions;
import io.twsj.Route;
import io.twsj.TlsOptions;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.blocking.WsServerSocket;
import io.twsj.blocking.WsSocket;
import io.twsj.close.ConnectionClosedException;
import io.twsj.extension.Extension;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.CredentialStore;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import io.twsj.http.HttpResponse;
import io.twsj.http.TrustedProxies;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the guide shows of the core. */
final class WithoutSpring {

    private WithoutSpring() {}

    static WebSocketServer tenLines() throws IOException {
        WebSocketServer server = WebSocketServer.builder()
                .port(8000)
                .route("/echo", new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocketConnection connection, Message message) {
                        connection.send(message);
                    }
                })
                .build()
                .start();
        return server;
    }

    static void tls(WebSocketListener echo, TlsOptions renewed) throws IOException {
        TlsOptions tls = TlsOptions.builder()
                .certificate(
                        Path.of("fullchain.pem"), Path.of("privkey.pem")) // or keyStore(file, password), or context
                .build();
        WebSocketServer server = WebSocketServer.builder()
                .port(8443)
                .tls(tls)
                .route("/echo", echo)
                .build()
                .start();

        server.replaceTls(renewed); // new connections get the renewed certificate, open ones go on
    }

    static void rooms(WebSocketServer server, WebSocketConnection connection) {
        connection.join("blue"); // the end of the connection leaves all rooms
        server.connections().room("blue").exclude(connection).send("hello"); // from any thread
        server.connections().user("alice").send("only for you");
    }

    static WebSocketServer users(WebSocketListener chat, WebSocketListener status) {
        CredentialStore users = InMemoryCredentials.of("alice", "open sesame"); // or your own: name -> verifier
        WebSocketServer server = WebSocketServer.builder()
                .authenticator(Authenticator.firstOf(
                        DigestAuthenticator.builder("chat@example.org", users).build(),
                        new BasicAuthenticator("chat@example.org", users)))
                .route("/chat", chat)
                .route(Route.of("/status", status)
                        .authenticator(Authenticator.ANYONE)
                        .build())
                .build();
        return server;
    }

    static void interceptor(WebSocketServer.Builder server) {
        server.interceptor(request -> CompletableFuture.completedFuture(
                request.head().cookie("session") != null
                        ? HandshakeDecision.proceed().with("Set-Cookie", "seen=1; HttpOnly; Secure")
                        : HandshakeDecision.refuse(HttpResponse.text(403, "Log in first"))));
    }

    static WebSocketServer.Builder proxies() {
        return WebSocketServer.builder()
                .trustedProxies(TrustedProxies.of(List.of("10.0.0.0/8"))) // of these, headers are believed
                .allowedHosts(List.of("chat.example.org")); // the client's Host; others get 421
    }

    static WebSocketServer.Builder listeners(TlsOptions tls) {
        return WebSocketServer.builder()
                .port(8000) // -1: only the others
                .listen(ListenOptions.onPort(8443).tls(tls).build())
                .listen(ListenOptions.onPort(8001)
                        .address("10.0.0.5")
                        .proxyProtocol(true)
                        .build())
                .listen(ListenOptions.onUnixSocket(Path.of("/run/app/ws.socket"))
                        .permissions("rw-rw----")
                        .build());
    }

    static Route compression(WebSocketListener echo) {
        Extension deflate = PermessageDeflate.of(DeflateOptions.DEFAULT);
        Route route = Route.of("/echo", echo).extensions(List.of(deflate)).build();
        return route;
    }

    static void client() throws IOException {
        try (WebSocketClient client = WebSocketClient.create()) {
            URI uri = URI.create("ws://localhost:8000/echo");
            WebSocketConnection connection = client.connectBlocking(uri, new WebSocketListener() {
                @Override
                public void onMessage(WebSocketConnection from, Message message) {
                    System.out.println(message.text());
                }
            });
            connection.send("hello");
        }
    }

    static WebSocketConnection clientWithTls(WebSocketClient client, WebSocketListener listener) throws IOException {
        TlsOptions tls =
                TlsOptions.builder().trustCertificates(Path.of("ca.pem")).build(); // or trustStore, or context
        ConnectOptions options = ConnectOptions.builder().tls(tls).build();
        WebSocketConnection connection =
                client.connectBlocking(URI.create("wss://localhost:8443/echo"), options, listener);
        return connection;
    }

    static void frames() throws IOException {
        try (WsServerSocket server = WsServerSocket.bind(8000)) {
            while (true) {
                WsSocket socket = server.accept();
                new Thread(() -> greet(socket)).start();
            }
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
}
