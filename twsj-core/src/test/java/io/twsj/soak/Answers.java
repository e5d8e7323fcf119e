package io.twsj.soak;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a client gets, in its order. */
final class Answers implements WebSocketListener {

    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseReason> end = new CompletableFuture<>();

    @Override
    public void onMessage(WebSocketConnection connection, Message message) {
        messages.add(message);
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) {
        end.complete(reason);
    }

    /** Fails unless this is the next one. */
    void expect(Message sent) throws InterruptedException {
        Message next = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("lost: " + sent + (end.isDone() ? ", ended with " + end.join() : ""));
        }
        if (next.isText() != sent.isText() || !next.payload().equals(sent.payload())) {
            throw new AssertionError("sent " + sent + ", got " + next);
        }
    }

    /** Waits for the end; fails if there was one message more. */
    CloseReason awaitEnd() throws Exception {
        CloseReason reason = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!messages.isEmpty()) {
            throw new AssertionError("one too many: " + messages.peek());
        }
        return reason;
    }
}
