package io.twsj.transport;

import io.twsj.protocol.Link;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections in memory for a server, as {@link Acceptor} takes those of a listening socket. Thread-safe. */
public final class MemoryAcceptor {

    private static final int LARGEST_PORT = 65535;

    /** What handlers see, which may look at addresses: this machine, and a port that tells clients apart. */
    private static final InetSocketAddress SERVER = address(0);

    private final List<EventLoop> loops;
    private final Connection.HandlerFactory handlers;
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Takes connections from now on.
     *
     * @param loops of the server, one for each connection in turn
     * @param handlers called by the connection's loop
     */
    public MemoryAcceptor(List<EventLoop> loops, Connection.HandlerFactory handlers) {
        this.loops = List.copyOf(loops);
        this.handlers = handlers;
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A client's end of a new connection, without a handler yet. Loop of the client only. */
    public Link connect(EventLoop client) {
        int number = count.getAndIncrement();
        SocketAddress address = address(1 + Math.floorMod(number, LARGEST_PORT));
        EventLoop loop = loops.get(Math.floorMod(number, loops.size()));
        MemoryLink.Pair pair = MemoryLink.between(client, address, loop, SERVER);
        // Before whatever the client sends arrives there.
        loop.execute(() -> pair.server().begin(handlers.handlerFor(pair.server())));
        return pair.client();
    }

    /** A connection to where nobody is: it ends at once. Loop of the client only. */
    public static Link refuse(EventLoop client) {
        Link link = MemoryLink.between(client, address(1), client, SERVER).client();
        client.execute(link::close);
        return link;
    }
}
