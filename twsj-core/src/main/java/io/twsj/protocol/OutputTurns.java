package io.twsj.protocol;

import io.twsj.concurrent.FailureLog;
import io.twsj.concurrent.TurnQueue;
import org.jspecify.annotations.Nullable;

/**
 * The turns of those who write a connection's output: it has one owner at a time, who does what others leave behind, and
 * nobody blocks. Thread-safe.
 *
 * <p>While the loop handles what one read brought, it keeps the ownership, so that all replies leave in one write.
 */
abstract class OutputTurns extends TurnQueue {

    final Link link;

    /** Batches that have begun, one within the other, which are never many. Loop only. */
    private short batches;

    /** Whether the loop owns the turn for the length of the outermost batch. Loop only. */
    private boolean inBatch;

    /** Run when the last turn is over; null as long as there may be further ones. Owner only. */
    private @Nullable Runnable epilogue;

    OutputTurns(Link link) {
        this.link = link;
    }

    /** Hands what was written to the network, and does what had to wait for that. Owner only. */
    abstract void flush();

    /** The connection is dropped because something in a turn has failed unexpectedly. Owner only. */
    abstract void abandoned();

    // Batches: loop only

    final void beginBatch() {
        if (batches++ == 0) {
            inBatch = tryEnter();
        }
    }

    final void endBatch() {
        if (--batches == 0 && inBatch) {
            inBatch = false;
            endTurn();
        }
    }

    // Turns: any thread

    /** Whether the caller has the turn because of a batch. */
    final boolean ownsTurn() {
        return link.inLoop() && inBatch;
    }

    /** Does something now, or has the present owner do it. */
    final void doInTurn(Runnable action) {
        if (ownsTurn()) {
            action.run();
            return;
        }
        doInTurn(new Task() {
            @Override
            public void run() {
                action.run();
            }
        });
    }

    /** The same, where it matters that it may be too late for it. */
    final void doInTurn(Task task) {
        if (ownsTurn()) {
            task.run();
        } else if (enterOrAdd(task)) {
            try {
                task.run();
            } finally {
                endTurn();
            }
        }
    }

    // Owner only

    final void endTurn() {
        endTurn(false);
    }

    /** @param moreFollows whether the caller will soon write more, so that the loop may flush */
    final void endTurn(boolean moreFollows) {
        try {
            if (moreFollows) {
                link.flushSoon();
            } else {
                flush();
            }
        } catch (RuntimeException | Error broken) {
            abandon(broken);
        }
        runWaiting();
    }

    /** The present turn is the last one; what is left in it until it is over is still run. */
    final void endTurns(Runnable afterwards) {
        epilogue = afterwards;
    }

    /** Gives up the turn after what waits has been run. */
    final void runWaiting() {
        Runnable afterwards = epilogue;
        Task first = leaveOrTake(afterwards);
        while (first != null) {
            runChain(first);
            afterwards = epilogue;
            first = leaveOrTake(afterwards);
        }
        if (afterwards != null) {
            // Nobody has the turn again.
            afterwards.run();
        }
    }

    private @Nullable Task leaveOrTake(@Nullable Runnable afterwards) {
        return afterwards == null ? leaveOrTake() : closeOrTake();
    }

    private void runChain(Task first) {
        Task task = first;
        while (task != null) {
            Task next = task.next();
            try {
                task.run();
                if (next == null) {
                    flush();
                }
            } catch (RuntimeException | Error broken) {
                abandon(broken);
            }
            task = next;
        }
    }

    /**
     * Whatever happens in a turn, the turn must end: others wait for it, the report of the connection's end among them.
     */
    final void abandon(Throwable broken) {
        link.abort();
        abandoned();
        FailureLog.error("writing failed unexpectedly; dropping the connection", broken);
    }
}
