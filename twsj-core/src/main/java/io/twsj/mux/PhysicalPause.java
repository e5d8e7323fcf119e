package io.twsj.mux;

import io.twsj.protocol.Link;
import io.twsj.protocol.WebSocketProtocol;
import io.twsj.transport.ConnectionTimers;
import io.twsj.transport.LoopTimer;

/**
 * Does not read a peer that does not take the answers to what it sends, or sends more control blocks than its budget
 * allows. Event loop only.
 */
final class PhysicalPause {

    /** Bytes that wait for the peer above which it is not read: only answers can bring it there. */
    private static final int TOO_MANY_ANSWERS = 256 << 10;

    private final Link link;
    private final WebSocketProtocol protocol;
    private final ConnectionTimers timers;
    private final ControlBudget budget;
    private final LoopTimer overdraft;
    private boolean on;

    PhysicalPause(Link link, WebSocketProtocol protocol, ConnectionTimers timers, ControlBudget budget) {
        this.link = link;
        this.protocol = protocol;
        this.timers = timers;
        this.budget = budget;
        this.overdraft = LoopTimer.on(link, this::endIfOver);
    }

    /** What one read brought was handled. */
    void beginIfNeeded() {
        long overdrawn = budget.overdrawnNanos(link.now());
        if (overdrawn > 0) {
            overdraft.at(link.now() + overdrawn);
        }
        if (!on && (overdrawn > 0 || link.pendingBytes() > TOO_MANY_ANSWERS)) {
            on = true;
            protocol.pause();
            link.pauseReading();
        }
    }

    /** Output has gone, or time. */
    void endIfOver() {
        if (!on || link.pendingBytes() > TOO_MANY_ANSWERS / 2) {
            return;
        }
        long overdrawn = budget.overdrawnNanos(link.now());
        if (overdrawn > 0) {
            overdraft.at(link.now() + overdrawn);
            return;
        }
        on = false;
        protocol.resume();
        timers.received();
        link.resumeReading();
    }

    /** The connection is over. */
    void cancel() {
        overdraft.cancel();
    }
}
