package io.twsj.transport;

import io.twsj.protocol.Link;
import io.twsj.protocol.WebSocketProtocol;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one connection that depends on time: pings to a silent peer, a peer that takes no output, a closing
 * handshake that is not answered, credentials that expire. One deadline serves all; what is written on every read is a
 * time stamp only. Event loop only.
 *
 * <p>A logical channel sends no pings: its peer lives while that of the physical connection does, which has timers of its
 * own.
 */
public final class ConnectionTimers {

    /** How long the end of TCP may take after both Close frames, or after a failure. */
    private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Duration LONGEST_TRUST_IN_CLOCK = Duration.ofMinutes(1);

    private static final byte[] NO_PAYLOAD = {};

    private final Link link;
    private final WebSocketProtocol protocol;
    private final Terms options;
    private final Owner owner;

    private long lastReceived;
    private Phase phase = Phase.OPEN;

    /** When the present phase began; means nothing in {@link Phase#OPEN}. */
    private long since;

    private enum Phase {
        OPEN,

        /** A ping was sent, and the answer, or anything else, is waited for. */
        PINGED,

        /** The closing handshake has begun. */
        CLOSING,

        /** Only TCP is left to end. */
        DONE
    }

    /**
     * How long things may take.
     *
     * @param pingInterval silence of the peer after which it is sent a ping; zero: no pings
     * @param pongTimeout how long after a ping the peer may stay silent
     * @param closeTimeout how long the peer may take to answer a Close frame
     * @param writeTimeout how long the peer may take no byte while output waits for it
     */
    public record Terms(Duration pingInterval, Duration pongTimeout, Duration closeTimeout, Duration writeTimeout) {}

    /** Who has the connection. Event loop only. */
    public interface Owner {

        /** The connection has to be dropped, told why, or nothing where that is no news. */
        void drop(String why);

        /** The same, because the peer takes no output. */
        default void stalled(String why) {
            drop(why);
        }

        /** When the peer's credentials expire; null for never. Whoever changes it calls {@link #check}. */
        default @Nullable Instant credentialsExpireAt() {
            return null;
        }

        /** They have expired: the connection has to be failed. */
        default void credentialsExpired() {}
    }

    public ConnectionTimers(Link link, WebSocketProtocol protocol, Terms options, Owner owner) {
        this.link = link;
        this.protocol = protocol;
        this.options = options;
        this.owner = owner;
    }

    /** The connection has opened. */
    public void start() {
        lastReceived = link.now();
        check();
    }

    /** The peer was heard of, or begins to be read again. */
    public void received() {
        lastReceived = link.now();
    }

    /** The closing handshake has gone on: deadlines of its own count from now. */
    public void closeBegan() {
        check();
    }

    /** Does what is due, and asks to be called again when the next thing may be. */
    public void check() {
        long now = link.now();
        notice(now);
        long wait = waitNanos(now);
        if (wait > 0) {
            link.deadline(now + wait);
        }
    }

    private void notice(long now) {
        if (phase != Phase.DONE && protocol.isDone()) {
            enter(Phase.DONE, now);
        } else if (!isClosing() && protocol.isClosing()) {
            enter(Phase.CLOSING, now);
        }
    }

    private boolean isClosing() {
        return phase == Phase.CLOSING || phase == Phase.DONE;
    }

    private void enter(Phase next, long now) {
        phase = next;
        since = now;
    }

    /** The time until the next check, after doing what is due; 0 if no further one is needed, or it has been asked for. */
    private long waitNanos(long now) {
        long writeTimeout = options.writeTimeout().toNanos();
        long stalled = link.stalledNanos();
        if (stalled >= writeTimeout) {
            owner.stalled(
                    "the peer took no output for " + options.writeTimeout().toMillis() + " ms");
            return 0;
        }
        long untilStalled = writeTimeout - stalled;
        if (isClosing()) {
            return Math.min(untilStalled, waitForEnd(now));
        }
        long untilExpiry = untilExpiry();
        if (untilExpiry <= 0) {
            owner.credentialsExpired();
            return 0;
        }
        long ping = link.carriesFrames() ? 0 : options.pingInterval().toNanos();
        long untilDue = Math.min(untilStalled, untilExpiry);
        return ping == 0 ? untilDue : Math.min(untilDue, waitForLife(now, ping));
    }

    /** By the clock on the wall, which may be set: so it is looked at once in a while. */
    private long untilExpiry() {
        Instant end = owner.credentialsExpireAt();
        if (end == null) {
            return Long.MAX_VALUE;
        }
        Duration left = Duration.between(Instant.now(), end);
        return left.compareTo(LONGEST_TRUST_IN_CLOCK) < 0 ? left.toNanos() : LONGEST_TRUST_IN_CLOCK.toNanos();
    }

    private long waitForEnd(long now) {
        long closeTimeout = options.closeTimeout().toNanos();
        if (phase == Phase.CLOSING) {
            long left = since + closeTimeout - now;
            return left > 0 ? left : closeTooLate(now);
        }
        // What was sent before the Close frame may still be on its way to a slow peer.
        long allowed = link.pendingBytes() > 0 ? closeTimeout : LINGER_NANOS;
        long left = since + allowed - now;
        return left > 0 ? Math.min(left, LINGER_NANOS) : drop("");
    }

    /** The listener has had as long for its replies as a peer has for its answer. */
    private long closeTooLate(long now) {
        if (protocol.answerClose()) {
            notice(now);
            return waitForEnd(now);
        }
        return drop("the closing handshake was not answered");
    }

    private long waitForLife(long now, long ping) {
        if (protocol.isPaused()) {
            // What the peer sent meanwhile cannot be known.
            phase = Phase.OPEN;
            return ping;
        }
        if (phase == Phase.PINGED && lastReceived - since < 0) {
            long left = since + options.pongTimeout().toNanos() - now;
            // It may be heard of meanwhile, and then be silent again.
            return left > 0
                    ? Math.min(ping, left)
                    : drop("the peer was silent for " + options.pongTimeout().toMillis() + " ms after a ping");
        }
        phase = Phase.OPEN;
        long silent = now - lastReceived;
        if (silent < ping) {
            return ping - silent;
        }
        enter(Phase.PINGED, now);
        protocol.ping(NO_PAYLOAD);
        return Math.min(ping, options.pongTimeout().toNanos());
    }

    private long drop(String why) {
        owner.drop(why);
        return 0;
    }
}
