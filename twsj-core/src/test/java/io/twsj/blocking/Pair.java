package io.twsj.blocking;

import io.twsj.protocol.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/** A client and a server socket that are connected to each other. */
final class Pair implements AutoCloseable {

    /** Long enough for a busy machine; a test that waits for it has failed. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final WsServerSocket listening;
    final WsSocket client;
    final WsSocket server;

    private Pair(WsServerSocket listening, WsSocketOptions clientOptions) throws IOException {
        this.listening = listening;
        this.client = WsSocket.connect(uri(listening, "/"), clientOptions);
        this.server = listening.accept(PATIENCE);
    }

    static Pair open() throws IOException {
        return open(WsSocketOptions.DEFAULT, WsSocketOptions.DEFAULT);
    }

    static Pair open(WsSocketOptions clientOptions, WsSocketOptions serverOptions) throws IOException {
        WsServerSocket listening = WsServerSocket.bind(LOOPBACK, serverOptions);
        try {
            return new Pair(listening, clientOptions);
        } catch (IOException failure) {
            listening.close();
            throw failure;
        }
    }

    /** A pair of which one side has options of its own. */
    static Pair with(Role role, WsSocketOptions options) throws IOException {
        return role == Role.CLIENT ? open(options, WsSocketOptions.DEFAULT) : open(WsSocketOptions.DEFAULT, options);
    }

    static URI uri(WsServerSocket listening, String path) {
        return URI.create("ws://127.0.0.1:" + listening.port() + path);
    }

    /** The side of this role. */
    WsSocket of(Role role) {
        return role == Role.CLIENT ? client : server;
    }

    /** The other side. */
    WsSocket peerOf(Role role) {
        return role == Role.CLIENT ? server : client;
    }

    @Override
    public void close() {
        client.abort();
        server.abort();
        listening.close();
    }
}
