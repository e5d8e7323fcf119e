package io.twsj.transport;

import org.jspecify.annotations.Nullable;

/** Something that has at most one deadline among the {@link Deadlines} of its loop. Event loop only. */
abstract class Deadline {

    /** Neighbours in the wheel's slot; null outside of it. */
    @Nullable
    Deadline previous;

    @Nullable
    Deadline next;

    /** When it is due, in the wheel's ticks. */
    long tick;

    /** It is due; it is out of the wheel by now and may be scheduled again. */
    abstract void due();
}
