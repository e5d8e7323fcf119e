package io.twsj;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.protocol.Link;
import io.twsj.transport.LoopTimer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Closes a connection that has no messages for too long, or is too old, on routes with such a limit. Event loop only, except
 * where stated.
 */
final class Lifetime extends ForwardingDispatch {

    /** A message leaves a mark, which is looked at so many times in the time that may pass without one. */
    private static final int LOOKS = 4;

    private static final int LARGEST_PART_EARLY = 10;

    private final Session session;
    private final Link link;
    private final long idleNanos;
    private final LoopTimer idleTimer;
    private final long ageNanos;
    private final LoopTimer ageTimer;

    /** Whether a message has come or gone since this was last looked at. Any thread. */
    private volatile boolean active;

    private long lastActive;

    Lifetime(Session session, ConnectionOptions options, Link link, Dispatch next) {
        super(next);
        this.session = session;
        this.link = link;
        this.idleNanos = options.idleTimeout().toNanos();
        this.idleTimer = LoopTimer.on(link, this::checkActivity);
        this.ageNanos = options.maxAge().toNanos();
        this.ageTimer = LoopTimer.on(link, () -> end("open for as long as a connection may be"));
    }

    static boolean isIn(ConnectionOptions options) {
        return !options.idleTimeout().isZero() || !options.maxAge().isZero();
    }

    @Override
    public void open() {
        lastActive = link.now();
        if (idleNanos > 0) {
            lookSoon();
        }
        if (ageNanos > 0) {
            long early = ThreadLocalRandom.current().nextLong(ageNanos / LARGEST_PART_EARLY + 1);
            ageTimer.at(link.now() + ageNanos - early);
        }
        super.open();
    }

    private void lookSoon() {
        idleTimer.at(link.now() + Math.max(1, idleNanos / LOOKS));
    }

    private void checkActivity() {
        if (active) {
            active = false;
            lastActive = link.now();
        }
        if (link.now() - lastActive >= idleNanos) {
            end("no message for " + Duration.ofNanos(idleNanos).toMillis() + " ms");
        } else {
            lookSoon();
        }
    }

    /** After what has come is handled. */
    private void end(String why) {
        afterwards(() -> session.close(new CloseReason(CloseCode.GOING_AWAY, why)));
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        active = true;
        super.message(isText, payload);
    }

    /** Any thread. */
    @Override
    public void sending() {
        if (!active) {
            active = true;
        }
        super.sending();
    }

    @Override
    public void close(CloseReason reason) {
        idleTimer.cancel();
        ageTimer.cancel();
        super.close(reason);
    }
}
