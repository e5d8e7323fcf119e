package io.twsj;

import io.twsj.concurrent.FailureLog;
import io.twsj.message.Message;
import io.twsj.transport.EventLoop;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What a broadcast leaves to loops: each is given a list of connections and what to write to them, not one task a
 * connection. The output of each is reserved until then, so that nothing that is sent later overtakes it. What is reserved
 * is written whatever happens meanwhile, since everything else of the connection waits for that. One caller at a time.
 */
final class HandOvers {

    /** Connections in one list: the first ones need not wait until the last one is found. */
    private static final int MOST = 256;

    private final Map<EventLoop, Writes> byLoop = new IdentityHashMap<>(4);

    /**
     * Takes a message for a session, whose output is reserved for it.
     *
     * @return whether it was taken; if not, the output has an owner already
     */
    boolean offer(Session session, Message message) {
        EventLoop loop = (EventLoop) session.link().loop();
        Writes writes = byLoop.computeIfAbsent(loop, first -> new Writes());
        if (!writes.offer(session, message)) {
            return false;
        }
        if (writes.isFull()) {
            byLoop.remove(loop);
            writes.give(loop);
        }
        return true;
    }

    /** Gives the loops what they do not have yet; to be called in any case, since outputs are reserved. */
    void finish() {
        byLoop.forEach((loop, writes) -> writes.give(loop));
        byLoop.clear();
    }

    /** For one loop. */
    private static final class Writes implements Runnable {

        private final ArrayList<Session> sessions = new ArrayList<>(16);
        private final ArrayList<Message> messages = new ArrayList<>(16);

        boolean offer(Session session, Message message) {
            makeRoom();
            if (!session.reserveOutput()) {
                return false;
            }
            sessions.add(session);
            messages.add(message);
            return true;
        }

        /** Before anything is reserved: without memory for it, nothing is left behind. */
        private void makeRoom() {
            int next = sessions.size() + 1;
            sessions.ensureCapacity(next);
            messages.ensureCapacity(next);
        }

        boolean isFull() {
            return sessions.size() == MOST;
        }

        /** A loop that has ended, or cannot be told for want of memory, does nothing: then the caller does it. */
        void give(EventLoop loop) {
            if (!sessions.isEmpty() && !isTaken(loop)) {
                run();
            }
        }

        private boolean isTaken(EventLoop loop) {
            try {
                return loop.tryExecute(this);
            } catch (OutOfMemoryError full) {
                FailureLog.error("event loop cannot be told of a broadcast", full);
                return false;
            }
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
