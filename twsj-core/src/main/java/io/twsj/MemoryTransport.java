package io.twsj;

import io.twsj.dial.SharedLinks;
import io.twsj.transport.EventLoop;
import io.twsj.transport.MemoryAcceptor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Joins one server and any number of clients in this JVM without a socket, mainly for tests. All the rest is as on a
 * network: both opening handshakes, frames, limits, back-pressure, the closing handshake.
 *
 * <pre>{@code
 * MemoryTransport memory = new MemoryTransport();
 * WebSocketServer server = WebSocketServer.builder().memory(memory).route("/echo", echo).build().start();
 * WebSocketClient client = WebSocketClient.builder().memory(memory).build();
 * client.connectBlocking(URI.create("ws://localhost/echo"), listener);
 * }</pre>
 *
 * <p>To the server its clients come from the loopback address. There is no TLS and no proxy: a URI's scheme, host and port
 * are what the request says and nothing more. Thread-safe.
 */
public final class MemoryTransport {

    private final AtomicReference<@Nullable MemoryAcceptor> acceptor = new AtomicReference<>();

    /** Joins nobody yet. */
    public MemoryTransport() {}

    /** Gives the connections of clients to this server from now on. */
    void open(MemoryAcceptor server) {
        if (!acceptor.compareAndSet(null, server)) {
            throw new IllegalStateException("another server runs on this transport");
        }
    }

    /** Refuses clients from now on. */
    void close(MemoryAcceptor server) {
        acceptor.compareAndSet(server, null);
    }

    /** What a client's dial on this loop gets in place of a connection of its own. */
    SharedLinks links(EventLoop client) {
        return receiver -> {
            MemoryAcceptor server = acceptor.get();
            receiver.accept(server == null ? MemoryAcceptor.refuse(client) : server.connect(client));
        };
    }
}
