package io.twsj.transport;

import io.twsj.protocol.Link;

/** One action at a time of its loop's choosing. Event loop only, except where stated. */
public final class LoopTimer extends Deadline {

    private final EventLoop loop;
    private final Runnable action;

    /** A timer that is not set. Any thread. */
    public LoopTimer(EventLoop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** A timer on the loop that a link of this package belongs to. Any thread. */
    public static LoopTimer on(Link link, Runnable action) {
        return new LoopTimer((EventLoop) link.loop(), action);
    }

    /** Sets the moment, in the terms of {@link EventLoop#now}, in place of an earlier one. */
    public void at(long nanos) {
        loop.deadlines().schedule(this, nanos);
    }

    /** The action will not run, unless the timer is set again. */
    public void cancel() {
        loop.deadlines().cancel(this);
    }

    @Override
    void due() {
        action.run();
    }
}
