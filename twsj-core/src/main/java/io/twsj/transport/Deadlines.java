package io.twsj.transport;

import io.twsj.concurrent.FailureLog;
import java.util.concurrent.TimeUnit;

/**
 * A loop's deadlines in a hashed wheel: scheduling and cancelling take constant time and no allocation, whatever the
 * number of connections. A deadline comes at most one tick late, never early. Event loop only.
 */
final class Deadlines {

    /** About 17 ms. */
    static final long TICK_NANOS = 1L << 24;

    private static final int SLOTS = 1024;

    private final Deadline[] slots = new Deadline[SLOTS];

    /** The last tick whose slot has been looked at. */
    private long present;

    /** No deadline is due before this tick. */
    private long earliest = Long.MAX_VALUE;

    private int size;

    Deadlines(long now) {
        present = Math.floorDiv(now, TICK_NANOS);
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Head();
        }
    }

    /** Sets a deadline, in place of the one it had. */
    void schedule(Deadline deadline, long atNanos) {
        cancel(deadline);
        long tick = Math.max(present + 1, Math.floorDiv(atNanos - 1, TICK_NANOS) + 1);
        deadline.tick = tick;
        insert(slots[(int) (tick & SLOTS - 1)], deadline);
        earliest = Math.min(earliest, tick);
        size++;
    }

    void cancel(Deadline deadline) {
        Deadline before = deadline.previous;
        Deadline after = deadline.next;
        if (before != null && after != null) {
            before.next = after;
            after.previous = before;
            deadline.previous = null;
            deadline.next = null;
            size--;
        }
    }

    /** Calls what is due. */
    void expire(long now) {
        long tick = Math.floorDiv(now, TICK_NANOS);
        if (tick < earliest) {
            return;
        }
        long from = Math.max(present + 1, tick - SLOTS + 1);
        present = tick;
        for (long t = from; t <= tick; t++) {
            expireSlot(slots[(int) (t & SLOTS - 1)], tick);
        }
        earliest = findEarliest();
    }

    /** Milliseconds until a deadline may be due, at least 1; 0 if there is none. */
    long millisToWait(long now) {
        if (size == 0) {
            return 0;
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(earliest * TICK_NANOS - now + 999_999));
    }

    /** Takes the due ones out first, so that what they do to the wheel cannot disturb the walk. */
    private void expireSlot(Deadline head, long tick) {
        Deadline due = head.next;
        while (due != null && due != head) {
            Deadline after = due.next;
            if (due.tick <= tick) {
                cancel(due);
                call(due);
                // What was called may have changed the slot; begin again.
                after = head.next;
            }
            due = after;
        }
    }

    /** What one of them throws must not make the others late. */
    private static void call(Deadline due) {
        try {
            due.due();
        } catch (RuntimeException | Error failure) {
            FailureLog.error("unexpected failure at a deadline on an event loop", failure);
        }
    }

    /** A lower bound: what is found may belong to a later turn of the wheel. */
    private long findEarliest() {
        if (size == 0) {
            return Long.MAX_VALUE;
        }
        for (long t = present + 1; t <= present + SLOTS; t++) {
            Deadline head = slots[(int) (t & SLOTS - 1)];
            if (head.next != head) {
                return t;
            }
        }
        return present + 1;
    }

    private static void insert(Deadline head, Deadline deadline) {
        Deadline first = head.next;
        deadline.previous = head;
        deadline.next = first;
        head.next = deadline;
        if (first != null) {
            first.previous = deadline;
        }
    }

    /** The fixed point of a slot's ring. */
    private static final class Head extends Deadline {

        Head() {
            previous = this;
            next = this;
        }

        @Override
        void due() {
            throw new IllegalStateException("a slot's head is never due");
        }
    }
}
