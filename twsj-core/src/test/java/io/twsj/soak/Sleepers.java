package io.twsj.soak;

import io.twsj.WebSocketConnection;
import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Clients that stay connected all the time, and say something once in a while. */
final class Sleepers {

    private record Sleeper(WebSocketConnection connection, Answers answers) {}

    private final List<Sleeper> all = new ArrayList<>();

    Sleepers(Callers callers, int count) throws Exception {
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            Answers answers = new Answers();
            all.add(new Sleeper(callers.call(random, "/worker", answers), answers));
        }
    }

    int count() {
        return all.size();
    }

    /** Fails if one of them has lost its connection. */
    void speak() throws Exception {
        for (Sleeper sleeper : all) {
            sleeper.connection().send("still here");
            sleeper.answers().expect(Message.text("still here"));
        }
    }
}
