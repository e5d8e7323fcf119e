package io.twsj.sample.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A bad network between the browser and the server: connections can be cut, and refused for a while. */
final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();
    private volatile int targetPort;
    private volatile boolean refusing;
    private final AtomicLong bytesToServer = new AtomicLong();
    private final AtomicLong bytesToBrowser = new AtomicLong();

    /** A connection in its two halves. */
    private record Pair(Socket client, Socket server) {}

    TcpProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("proxy", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Where new connections lead to. */
    void leadTo(int port) {
        targetPort = port;
    }

    /** From now on new connections are closed at once. */
    void refuse() {
        refusing = true;
    }

    /** Lets new connections through again. */
    void admit() {
        refusing = false;
    }

    /** How many bytes have gone from the browser to the server. */
    long bytesToServer() {
        return bytesToServer.get();
    }

    /** How many bytes have gone from the server to the browser. */
    long bytesToBrowser() {
        return bytesToBrowser.get();
    }

    /** Ends all connections, both halves. */
    void cut() {
        for (Pair pair : pairs) {
            close(pair.client());
            close(pair.server());
        }
        pairs.clear();
    }

    /** Ends the browser's halves only: the server goes on believing that somebody is there. */
    void cutUnnoticedByTheServer() {
        pairs.forEach(pair -> close(pair.client()));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // The listener was closed, or the target is away and the browser has to try again.
                continue;
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        Pair pair = new Pair(client, server);
        pairs.add(pair);
        start("to server", () -> copy(client, server, bytesToServer, false));
        start("to browser", () -> copy(server, client, bytesToBrowser, true));
    }

    /** Copies until the source ends; the end itself is passed on only towards the browser, or if it was orderly. */
    private static void copy(Socket from, Socket to, AtomicLong count, boolean always) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count.addAndGet(n);
                out.write(buffer, 0, n);
            }
            close(to);
        } catch (IOException e) {
            if (always) {
                close(to);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
