package io.twsj;

import io.twsj.close.CloseReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What only some connections have, each made when first asked for. Thread-safe. */
final class Belongings {

    private volatile @Nullable Attributes attributes;
    private volatile @Nullable Pings pings;
    private volatile @Nullable GroupMemberships groups;
    private volatile @Nullable RoomMemberships rooms;
    private volatile @Nullable AtomicLong dropped;

    /** No room may be joined any more. Guarded by this. */
    private boolean over;

    synchronized Attributes attributes() {
        Attributes values = attributes;
        if (values == null) {
            values = new Attributes();
            attributes = values;
        }
        return values;
    }

    synchronized GroupMemberships groups() {
        GroupMemberships memberships = groups;
        if (memberships == null) {
            memberships = new GroupMemberships();
            groups = memberships;
        }
        return memberships;
    }

    /** One more message was dropped. */
    void countDropped() {
        droppedCounter().incrementAndGet();
    }

    private synchronized AtomicLong droppedCounter() {
        AtomicLong counter = dropped;
        if (counter == null) {
            counter = new AtomicLong();
            dropped = counter;
        }
        return counter;
    }

    long droppedMessages() {
        AtomicLong counter = dropped;
        return counter == null ? 0 : counter.get();
    }

    // Pings

    /** As {@link Pings#next}. */
    CompletableFuture<Duration> nextPing(byte[] payload) {
        return pings().next(payload);
    }

    private synchronized Pings pings() {
        Pings waiting = pings;
        if (waiting == null) {
            waiting = new Pings();
            pings = waiting;
        }
        return waiting;
    }

    void pong(ByteBuffer payload) {
        Pings waiting = pings;
        if (waiting != null) {
            waiting.pong(payload);
        }
    }

    @Nullable
    Duration latency() {
        Pings asked = pings;
        return asked == null ? null : asked.latest();
    }

    /** No pong will come any more. */
    void endPings(CloseReason reason) {
        Pings waiting = pings;
        if (waiting != null) {
            waiting.ended(reason);
        }
    }

    // Groups and rooms

    void leaveGroups(Session session) {
        GroupMemberships memberships = groups;
        if (memberships != null) {
            memberships.leaveAll(session);
        }
    }

    boolean join(String room, Session session) {
        RoomMemberships memberships = memberships(session);
        return memberships != null && memberships.join(room);
    }

    /** Null if the connection has ended without. */
    private synchronized @Nullable RoomMemberships memberships(Session session) {
        RoomMemberships memberships = rooms;
        if (memberships == null && !over) {
            memberships = new RoomMemberships(session, session.connections());
            rooms = memberships;
        }
        return memberships;
    }

    boolean leave(String room) {
        RoomMemberships memberships = rooms;
        return memberships != null && memberships.leave(room);
    }

    Set<String> rooms() {
        RoomMemberships memberships = rooms;
        return memberships == null ? Set.of() : memberships.rooms();
    }

    /** The connection has ended: it will be in no room any more. Null if it never was in one. */
    synchronized @Nullable RoomMemberships endRooms() {
        over = true;
        return rooms;
    }
}
