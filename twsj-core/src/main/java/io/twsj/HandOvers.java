package io.twsj;

import io.twsj.concurrent.FailureLog;
import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What a broadcast leaves to loops: each is given a list of connections and what to write to them, not one task a
 * connection. The output of each is reserved until then, so that nothing that is sent later overtakes it. One caller at a
 * time.
 */
final class HandOvers {

    /** Connections in one list: the first ones need not wait until the last one is found. */
    private static final int MOST = 256;

    private final Map<Executor, Writes> byLoop = new IdentityHashMap<>(4);

    /** Takes a message for a session whose output is reserved for it. */
    void add(Session session, Message message) {
        Executor loop = session.link().loop();
        Writes writes = byLoop.computeIfAbsent(loop, first -> new Writes());
        writes.add(session, message);
        if (writes.isFull()) {
            byLoop.remove(loop);
            loop.execute(writes);
        }
    }

    /** Gives the loops what they do not have yet; to be called in any case, since outputs are reserved. */
    void finish() {
        byLoop.forEach(Executor::execute);
        byLoop.clear();
    }

    /** For one loop. */
    private static final class Writes implements Runnable {

        private final List<Session> sessions = new ArrayList<>();
        private final List<Message> messages = new ArrayList<>();

        void add(Session session, Message message) {
            sessions.add(session);
            messages.add(message);
        }

        boolean isFull() {
            return sessions.size() == MOST;
        }

        @Override
        public void run() {
            for (int i = 0; i < sessions.size(); i++) {
                write(sessions.get(i), messages.get(i));
            }
        }

        /** The others' outputs are reserved: what fails at one, such as an extension at its end, must not keep them so. */
        private static void write(Session session, Message message) {
            try {
                session.sendReserved(message);
            } catch (RuntimeException | Error failure) {
                FailureLog.error("writing to connection " + session.id() + " failed unexpectedly", failure);
            }
        }
    }
}
