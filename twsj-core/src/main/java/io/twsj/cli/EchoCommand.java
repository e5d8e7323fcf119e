package io.twsj.cli;

import io.twsj.ConnectionGroup;
import io.twsj.ConnectionOptions;
import io.twsj.Execution;
import io.twsj.Route;
import io.twsj.TlsOptions;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.extension.Extension;
import io.twsj.extension.deflate.DeflateFrame;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.handshake.OriginPolicy;
import io.twsj.message.Message;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.List;

/** {@code echo}: every message back to its sender on every path; on {@code /broadcast} to all connections there. */
final class EchoCommand {

    static final String USAGE = """
            echo: sends every message back, on every path; on /broadcast to all connections there
              --port N                 port, 0 for any (8000)
              --address ADDRESS        address to listen on (127.0.0.1)
              --loops N                event loops (one a core)
              --max-message-size BYTES largest message taken (1048576)
              --max-fragments N        most frames of a message (1024)
              --origin URL             an origin that may connect, repeatable (same origin)
              --subprotocol NAME       a subprotocol to agree to, repeatable (none)
              --keystore FILE          PKCS#12 or JKS file with the server's certificate: serves wss (none: ws)
              --keystore-password PW   its password
              --basic USER:PASSWORD    ask for Basic (nobody is asked)
              --digest USER:PASSWORD   ask for Digest with SHA-256; with --basic both are offered
              --deflate                agree to permessage-deflate or deflate-frame as it is offered
            """;

    /** Agrees to exactly the parameters offered. */
    private static final DeflateOptions AS_OFFERED =
            DeflateOptions.builder().contextTakeover(true).maxRatio(0).build();

    private static final List<Extension> COMPRESSION =
            List.of(PermessageDeflate.of(AS_OFFERED), DeflateFrame.of(AS_OFFERED), DeflateFrame.webkit(AS_OFFERED));

    private final EchoOptions options;

    EchoCommand(EchoOptions options) {
        this.options = options;
    }

    /** Serves until the JVM is told to end. */
    void run(PrintStream out) throws IOException {
        WebSocketServer server = server();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "twsj-shutdown"));
        server.start();
        InetSocketAddress address = server.address();
        String scheme = options.keystore == null ? "ws" : "wss";
        out.println("listening on " + scheme + "://" + host(address) + ":" + address.getPort() + "/");
    }

    private WebSocketServer server() throws IOException {
        WebSocketServer.Builder server = WebSocketServer.builder();
        if (options.keystore != null && options.keystorePassword != null) {
            server.tls(TlsOptions.builder()
                    .keyStore(options.keystore, options.keystorePassword)
                    .build());
        }
        return server.address(options.address)
                .port(options.port)
                .loops(options.loops)
                .authenticator(options.authenticator())
                .route(route("/{*path}", new Echo()))
                .route(route("/broadcast", new Broadcast()))
                .build();
    }

    private Route route(String path, WebSocketListener listener) {
        return Route.of(path, listener)
                .execution(Execution.INLINE)
                .options(ConnectionOptions.builder()
                        .maxMessageBytes(options.maxMessageBytes)
                        .maxFragments(options.maxFragments)
                        .build())
                .subprotocols(options.subprotocols)
                .extensions(options.deflate ? COMPRESSION : List.of())
                .origins(options.origins.isEmpty() ? OriginPolicy.sameOrigin() : OriginPolicy.anyOf(options.origins))
                .build();
    }

    private static String host(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    private static final class Echo implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(message);
        }
    }

    private static final class Broadcast implements WebSocketListener {

        private final ConnectionGroup all = new ConnectionGroup();

        @Override
        public void onOpen(WebSocketConnection connection) {
            all.add(connection);
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            all.send(message);
        }
    }
}
