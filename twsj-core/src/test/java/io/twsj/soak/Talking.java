package io.twsj.soak;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.util.ArrayDeque;
import java.util.Random;

/** A client sends messages, some ahead of their echoes, and gets each back. */
record Talking(Callers callers, Tally tally) implements Activity {

    private static final int MOST_MESSAGES = 300;
    private static final int MOST_AHEAD = 8;

    @Override
    public void round(Random random) throws Exception {
        Answers answers = new Answers();
        WebSocketConnection connection = callers.call(random, random.nextBoolean() ? "/inline" : "/worker", answers);
        ArrayDeque<Message> ahead = new ArrayDeque<>();
        int count = random.nextInt(MOST_MESSAGES);
        for (int i = 0; i < count; i++) {
            Message message = Callers.message(random);
            connection.send(message);
            ahead.add(message);
            if (ahead.size() > random.nextInt(MOST_AHEAD)) {
                answers.expect(ahead.remove());
                tally.echoes().increment();
            }
        }
        end(connection, ahead, answers, random);
    }

    /** Messages sent before Close still have their echoes. */
    private void end(WebSocketConnection connection, ArrayDeque<Message> ahead, Answers answers, Random random)
            throws Exception {
        if (random.nextInt(4) == 0) {
            connection.abort();
            return;
        }
        for (Message message : ahead) {
            answers.expect(message);
            tally.echoes().increment();
        }
        connection.close();
        CloseReason reason = answers.awaitEnd();
        if (!reason.equals(CloseReason.NORMAL)) {
            throw new AssertionError("closed, but ended with " + reason);
        }
    }
}
