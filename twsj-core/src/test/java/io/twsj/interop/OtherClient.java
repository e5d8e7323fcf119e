package io.twsj.interop;

import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of somebody else's making, seen in one way. */
interface OtherClient {

    /** Connects and waits for it. */
    Talk connect(URI uri, List<String> subprotocols) throws Exception;

    /** A connection of that client; what arrives is queued. */
    abstract class Talk implements AutoCloseable {

        private static final long PATIENCE_SECONDS = 20;

        final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        abstract void send(String text) throws Exception;

        abstract void send(byte[] bytes) throws Exception;

        abstract String subprotocol();

        /** Starts the closing handshake with 1000. */
        @Override
        public abstract void close() throws Exception;

        String nextText() throws InterruptedException {
            return (String) next();
        }

        byte[] nextBinary() throws InterruptedException {
            return (byte[]) next();
        }

        private Object next() throws InterruptedException {
            Object message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing arrived");
            }
            return message;
        }

        /** The code that the client was told. */
        int closeCode() throws Exception {
            return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
