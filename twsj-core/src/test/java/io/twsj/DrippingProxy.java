package io.twsj;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** Passes one connection on to a port: from the client byte by byte, from the server as it comes. */
final class DrippingProxy implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Socket outward;
    private final CountDownLatch accepted = new CountDownLatch(1);
    private volatile Socket inward;
    private volatile boolean damage;

    DrippingProxy(int port) throws IOException {
        outward = new Socket("127.0.0.1", port);
        outward.setTcpNoDelay(true);
        run(() -> {
            inward = listening.accept();
            accepted.countDown();
            drip(inward.getInputStream(), outward.getOutputStream());
        });
        run(() -> {
            accepted.await();
            outward.getInputStream().transferTo(inward.getOutputStream());
            inward.close();
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    /** From now on every byte of the client is another one. */
    void damage() {
        damage = true;
    }

    /** Ends TCP towards the server, in order. */
    void cut() throws IOException {
        outward.shutdownOutput();
    }

    private void drip(InputStream in, OutputStream out) throws IOException {
        int count = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            // The header of a record stays, so that it is a record.
            out.write(damage && count++ >= 5 ? next ^ 0x55 : next);
        }
        outward.shutdownOutput();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception ended) {
                // A socket was closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        outward.close();
        if (inward != null) {
            inward.close();
        }
    }
}
