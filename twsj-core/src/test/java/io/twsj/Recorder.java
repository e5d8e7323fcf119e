package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A listener that writes down what it hears, and that tests wait on. Subclasses do something besides and call
 * {@code super}.
 */
public class Recorder implements WebSocketListener {

    private static final long TIMEOUT_SECONDS = 10;

    private final BlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void onOpen(WebSocketConnection connection) throws Exception {
        events.add("open");
        opened.add(connection);
    }

    @Override
    public void onMessage(WebSocketConnection connection, Message message) throws Exception {
        events.add("message " + (message.size() > 40 ? message.size() + " bytes" : describe(message)));
    }

    private static String describe(Message message) {
        return message.isText() ? message.text() : message.toString();
    }

    @Override
    public void onPing(WebSocketConnection connection, ByteBuffer payload) throws Exception {
        events.add("ping " + payload.remaining());
    }

    @Override
    public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
        events.add("pong " + payload.remaining());
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
        events.add("close " + reason);
        closed.add(reason);
    }

    @Override
    public void onError(WebSocketConnection connection, Throwable error) throws Exception {
        events.add("error");
        errors.add(error);
    }

    /** Waits for the next connection. */
    public WebSocketConnection awaitOpen() throws InterruptedException {
        return await(opened, "a connection");
    }

    /** Waits for the next end of a connection. */
    public CloseReason awaitClose() throws InterruptedException {
        return await(closed, "the end of a connection");
    }

    /** Waits for the next error. */
    public Throwable awaitError() throws InterruptedException {
        return await(errors, "an error");
    }

    /** What was heard so far. */
    public List<String> events() {
        return events;
    }

    private <T> T await(BlockingQueue<T> queue, String what) throws InterruptedException {
        T next = queue.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("waited in vain for " + what + "; heard of " + events);
        }
        return next;
    }
}
