package io.twsj;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.LimitExceededException;
import io.twsj.protocol.Link;
import io.twsj.transport.LoopTimer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at how fast a connection's peer sends, on routes with such a limit: fails the connection, or has it wait. Event
 * loop only.
 */
final class RateLimits extends ForwardingDispatch {

    private final Session session;
    private final Link link;
    private final boolean pauses;
    private final @Nullable Bucket messages;
    private final @Nullable Bucket bytes;
    private final LoopTimer resumption;
    private boolean exceeded;

    /** What may still come of one kind. */
    private static final class Bucket {

        private final ServerLimit limit;
        private final String unit;
        private final Rate rate;
        private long fullAt;

        Bucket(ServerLimit limit, String unit, int perSecond, long now) {
            this.limit = limit;
            this.unit = unit;
            this.rate = new Rate(perSecond);
            this.fullAt = now;
        }

        static @Nullable Bucket of(ServerLimit limit, String unit, int perSecond, long now) {
            return perSecond == 0 ? null : new Bucket(limit, unit, perSecond, now);
        }
    }

    RateLimits(Session session, ConnectionOptions options, Link link, Dispatch next) {
        super(next);
        this.session = session;
        this.link = link;
        this.pauses = options.rateViolation() == RateViolation.PAUSE;
        long now = link.now();
        this.messages = Bucket.of(ServerLimit.MESSAGES_PER_SECOND, "messages", options.maxMessagesPerSecond(), now);
        this.bytes = Bucket.of(ServerLimit.BYTES_PER_SECOND, "bytes", options.maxBytesPerSecond(), now);
        this.resumption = LoopTimer.on(link, () -> session.resumeFor(ReadingPause.TOO_FAST));
    }

    static boolean areIn(ConnectionOptions options) {
        return options.maxMessagesPerSecond() > 0 || options.maxBytesPerSecond() > 0;
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        int size = payload.remaining();
        if (admits(size)) {
            super.message(isText, payload);
        }
    }

    @Override
    public void ping(ByteBuffer payload) {
        int size = payload.remaining();
        if (admits(size)) {
            super.ping(payload);
        }
    }

    @Override
    public void pong(ByteBuffer payload) {
        int size = payload.remaining();
        if (admits(size)) {
            super.pong(payload);
        }
    }

    @Override
    public void close(CloseReason reason) {
        resumption.cancel();
        super.close(reason);
    }

    /** What comes in one read after a violation is not for the listener. */
    private boolean admits(int size) {
        return !exceeded && take(messages, 1) && take(bytes, size);
    }

    private boolean take(@Nullable Bucket bucket, int units) {
        if (bucket == null) {
            return true;
        }
        long now = link.now();
        if (!pauses && bucket.rate.wait(bucket.fullAt, now) > 0) {
            fail(bucket);
            return false;
        }
        bucket.fullAt = bucket.rate.fullAfter(bucket.fullAt, now, units);
        if (pauses) {
            pauseIfEmpty(bucket, now);
        }
        return true;
    }

    private void fail(Bucket bucket) {
        exceeded = true;
        long allowed = bucket.rate.unitsPerSecond();
        String what = "more " + bucket.unit + " in a second than " + allowed;
        session.watch().limitHit(session, bucket.limit, what);
        session.failSoon(new LimitExceededException(CloseCode.POLICY_VIOLATION, what, allowed + 1, allowed));
    }

    private void pauseIfEmpty(Bucket bucket, long now) {
        long wait = bucket.rate.wait(bucket.fullAt, now);
        if (wait > 0) {
            session.watch()
                    .limitHit(
                            session, bucket.limit, "paused after " + bucket.rate.unitsPerSecond() + " " + bucket.unit);
            session.pauseFor(ReadingPause.TOO_FAST);
            resumption.at(now + wait);
        }
    }
}
