package io.twsj;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A server that plays a script to each connection, legal or not, one thread a connection. What a script throws is thrown
 * by {@link #close()}.
 */
public final class RawServer implements Closeable {

    private final ServerSocket listening;
    private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Queue<RawPeer> peers = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What is done with one connection; it is closed afterwards. */
    public interface Script {

        void run(RawPeer peer) throws Exception;
    }

    private RawServer(ServerSocket listening, List<Script> scripts) {
        this.listening = listening;
        this.scripts.addAll(scripts);
        start(this::accept);
    }

    /** Plays the scripts to the first connections, one each, and the last one to all that follow. */
    public static RawServer start(Script... scripts) throws IOException {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), scripts);
    }

    public static RawServer start(InetSocketAddress address, Script... scripts) throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.bind(address, 1024);
        return new RawServer(listening, List.of(scripts));
    }

    /** The same on a socket that is bound already, such as one that speaks TLS. */
    static RawServer start(ServerSocket listening, Script... scripts) {
        return new RawServer(listening, List.of(scripts));
    }

    public int port() {
        return listening.getLocalPort();
    }

    public URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + port() + path);
    }

    /** How many connections there were. */
    public int connections() {
        return peers.size();
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket socket;
            try {
                socket = listening.accept();
            } catch (IOException closed) {
                return;
            }
            RawPeer peer = new RawPeer(socket);
            peers.add(peer);
            Script script = scripts.size() > 1 ? scripts.remove() : scripts.element();
            start(() -> play(script, peer));
        }
    }

    private static void play(Script script, RawPeer peer) throws Exception {
        try (peer) {
            script.run(peer);
        }
    }

    private void start(Background.Action action) {
        Thread thread = new Thread(
                () -> {
                    try {
                        action.run();
                    } catch (Throwable failure) {
                        failures.add(failure);
                    }
                },
                "raw-server");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Waits for the scripts to end, a moment only, and throws what the first failed one threw. */
    @Override
    public void close() {
        try {
            listening.close();
            for (Thread thread : threads) {
                thread.join(RawClient.TIMEOUT_MILLIS);
            }
            for (RawPeer peer : peers) {
                peer.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a script failed", failures.peek());
        }
    }
}
