package io.twsj.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One turn at a time, and nobody waits: who finds the turn taken leaves a task behind, which the owner of the turn runs
 * before giving the turn up. Lock and queue are one word, so that an idle one costs next to nothing. Thread-safe.
 *
 * <pre>
 *   word = null          free
 *   word = NOTHING       taken, no task waits
 *   word = task → task   taken, tasks wait, the newest first
 *   word = CLOSED        nobody has it, and nobody will
 * </pre>
 *
 * <p>What one owner did is seen by the next. What a turn is for may extend the queue, to be one object.
 */
public class TurnQueue {

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(TurnQueue.class, "word", Task.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private static final Task NOTHING = new Task() {
        @Override
        public void run() {
            // Never runs: it marks the end of the queue.
        }
    };

    private static final Task CLOSED = new Task() {
        @Override
        public void run() {
            // Never runs: it marks the end of all turns.
        }
    };

    @SuppressWarnings("unused") // through WORD
    private volatile @Nullable Task word;

    /** A free turn. */
    public TurnQueue() {}

    /** Something to do in a turn. An object waits at most once. */
    public abstract static class Task {

        private @Nullable Task next;

        /** Runs in somebody's turn. */
        public abstract void run();

        /** It came after the {@linkplain TurnQueue#closeOrTake last turn} and will not run; called by whom it was given by. */
        protected void refused() {}

        /** The task to run after this one in the chain that {@link TurnQueue#leaveOrTake} gave, or null at its end. */
        public final @Nullable Task next() {
            return next;
        }
    }

    /** Takes the turn if it is free; the caller must then call {@link #leave} or {@link #leaveOrTake}. */
    public final boolean tryEnter() {
        return word == null && WORD.compareAndSet(this, (Task) null, NOTHING);
    }

    /**
     * Takes the turn if it is free, else leaves a task for its owner.
     *
     * @return whether the caller has the turn; the task is then not queued, and the caller runs it. If there are no turns any
     *     more, {@link Task#refused} is called, and false returned.
     */
    public final boolean enterOrAdd(Task task) {
        while (true) {
            Task seen = word;
            if (seen == CLOSED) {
                return closed(task);
            }
            if (seen == null) {
                // An attempt before this one may have left a chain that its owner has run since.
                task.next = null;
                if (WORD.compareAndSet(this, (Task) null, NOTHING)) {
                    return true;
                }
            } else {
                task.next = seen;
                if (WORD.compareAndSet(this, seen, task)) {
                    return false;
                }
            }
        }
    }

    /**
     * Gives up the turn, unless tasks wait.
     *
     * @return null if the turn is given up, else the tasks that waited, the oldest first; the caller still has the turn
     */
    public final @Nullable Task leaveOrTake() {
        if (WORD.compareAndSet(this, NOTHING, (Task) null)) {
            return null;
        }
        return oldestFirst((Task) WORD.getAndSet(this, NOTHING));
    }

    /**
     * Gives up the turn for good, unless tasks wait: nobody will have it, or leave a task, again.
     *
     * @return null if that is done, else the tasks that waited, the oldest first; the caller still has the turn
     */
    public final @Nullable Task closeOrTake() {
        if (WORD.compareAndSet(this, NOTHING, CLOSED)) {
            return null;
        }
        return oldestFirst((Task) WORD.getAndSet(this, NOTHING));
    }

    private static boolean closed(Task task) {
        task.refused();
        return false;
    }

    /** Runs the tasks that wait, and those that come meanwhile, then gives up the turn. */
    public final void leave() {
        for (Task task = leaveOrTake(); task != null; task = leaveOrTake()) {
            runChain(task);
        }
    }

    /** Tells whether tasks wait. Owner of the turn only. */
    public final boolean hasWaiting() {
        return word != NOTHING;
    }

    private static void runChain(Task first) {
        Task task = first;
        while (task != null) {
            Task after = task.next;
            task.run();
            task = after;
        }
    }

    private static @Nullable Task oldestFirst(Task newest) {
        Task reversed = null;
        Task task = newest;
        while (task != NOTHING && task != null) {
            Task older = task.next;
            task.next = reversed;
            reversed = task;
            task = older;
        }
        return reversed;
    }
}
