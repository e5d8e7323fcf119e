package io.twsj.spring.test;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a connection of a test has received: messages in order, then how it ended. Thread-safe. */
final class Received implements WebSocketListener {

    /** Enough of a message to recognize it. */
    private static final int SHOWN_CHARS = 200;

    private static final int SHOWN_BYTES = 64;

    private final Queue<Message> waiting = new ArrayDeque<>();
    private final List<String> taken = new ArrayList<>();
    private @Nullable CloseReason end;

    @Override
    public synchronized void onMessage(WebSocketConnection connection, Message message) {
        waiting.add(message.copy());
        notifyAll();
    }

    @Override
    public synchronized void onClose(WebSocketConnection connection, CloseReason reason) {
        end = reason;
        notifyAll();
    }

    /**
     * The next message.
     *
     * @throws AssertionError if none comes in time or the connection ends
     */
    synchronized Message next(String expected, Duration timeout) {
        awaitSomething(timeout);
        Message message = waiting.poll();
        if (message == null) {
            throw failure(expected, end == null ? "none came within " + timeout.toMillis() + " ms" : ended(end));
        }
        taken.add(show(message));
        return message;
    }

    /**
     * How the connection ended.
     *
     * @throws AssertionError if a message comes before, or nothing in time
     */
    synchronized CloseReason end(String expected, Duration timeout) {
        awaitSomething(timeout);
        refuseWaiting(expected);
        if (end == null) {
            throw failure(expected, "the connection was still open after " + timeout.toMillis() + " ms");
        }
        return end;
    }

    /**
     * Looks only at what is here.
     *
     * @throws AssertionError if a message waits or the connection has ended
     */
    synchronized void checkNothing(String expected) {
        refuseWaiting(expected);
        if (end != null) {
            throw failure(expected, ended(end));
        }
    }

    private void refuseWaiting(String expected) {
        if (!waiting.isEmpty()) {
            throw failure(
                    expected,
                    "this came: "
                            + String.join(
                                    ", ", waiting.stream().map(Received::show).toList()));
        }
    }

    /** Waits for a message or the end, at most as long as there is time. Called with the lock. */
    private void awaitSomething(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (waiting.isEmpty() && end == null) {
                long nanos = deadline - System.nanoTime();
                if (nanos <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", interrupted);
        }
    }

    private static String ended(CloseReason reason) {
        return "the connection ended with " + reason;
    }

    /** An expectation that was not met, with all that arrived before. */
    synchronized AssertionError failure(String expected, String found) {
        return new AssertionError(expected + ", but " + found
                + (taken.isEmpty()
                        ? "; nothing had arrived before"
                        : "; before, there came " + String.join(", ", taken)));
    }

    static String show(Message message) {
        if (message.isText()) {
            String text = message.text();
            return "text '" + (text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text) + "'";
        }
        byte[] bytes = message.bytes();
        int shown = Math.min(bytes.length, SHOWN_BYTES);
        return "binary " + HexFormat.of().formatHex(bytes, 0, shown) + (shown < bytes.length ? "…" : "");
    }
}
