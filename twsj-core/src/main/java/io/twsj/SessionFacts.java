package io.twsj;

import io.twsj.http.RequestHead;
import io.twsj.protocol.Link;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What is known of a session, and what belongs to it. Thread-safe. */
abstract class SessionFacts extends SessionNumber implements WebSocketConnection {

    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Of the number that an id is. */
    static final int ID_RADIX = 36;

    final SessionTerms terms;
    final Link link;
    private final SocketAddress remoteAddress;

    /** Null after {@code onOpen}, unless the endpoint keeps it. */
    private volatile @Nullable RequestHead handshake;

    /** Null as long as nobody asked for any. */
    private volatile @Nullable Belongings belongings;

    SessionFacts(SessionTerms terms, SocketAddress remoteAddress, RequestHead handshake, Link link) {
        super(NUMBERS.incrementAndGet());
        this.terms = terms;
        this.remoteAddress = remoteAddress;
        this.handshake = handshake;
        this.link = link;
    }

    // What was agreed, and with whom

    Link link() {
        return link;
    }

    /** Encodes for the agreed subprotocol. */
    MessageEncoder encoder() {
        return terms.encoder();
    }

    Endpoint endpoint() {
        return terms.endpoint();
    }

    /** Whether what is sent may be changed on the way. */
    boolean hasExtensions() {
        return !terms.extensions().isEmpty();
    }

    /** Whether it is on the route with this pattern. */
    boolean isOn(String pattern) {
        Route route = terms.route();
        return route != null && route.path().equals(pattern);
    }

    /** Whether an object of this class serves it. */
    boolean isServedBy(Class<?> type) {
        Route route = terms.route();
        return route != null && type.isAssignableFrom(route.handler());
    }

    @Override
    public String id() {
        return Long.toString(number(), ID_RADIX);
    }

    @Override
    public String path() {
        return terms.path();
    }

    @Override
    public Map<String, String> pathVariables() {
        return terms.variables();
    }

    @Override
    public @Nullable String subprotocol() {
        return terms.subprotocol();
    }

    @Override
    public RequestHead handshake() {
        RequestHead request = handshake;
        if (request == null) {
            throw new IllegalStateException(
                    "the handshake was dropped after onOpen; the option keepHandshake(true) keeps it");
        }
        return request;
    }

    /** From now on nobody gets it. */
    final void forgetHandshake() {
        handshake = null;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return link.localAddress();
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return link.tlsSession();
    }

    @Override
    public String toString() {
        return "WebSocket connection " + id() + " on " + path();
    }

    // What belongs to it

    /** Made when first asked for. */
    GroupMemberships groups() {
        return belongings().groups();
    }

    /** Made when first asked for. */
    final Belongings belongings() {
        Belongings some = belongings;
        return some == null ? makeBelongings() : some;
    }

    private synchronized Belongings makeBelongings() {
        Belongings some = belongings;
        if (some == null) {
            some = new Belongings();
            belongings = some;
        }
        return some;
    }

    /** Null as long as nobody asked for any. */
    final @Nullable Belongings belongingsSoFar() {
        return belongings;
    }

    @Override
    public Attributes attributes() {
        return belongings().attributes();
    }

    @Override
    public boolean leave(String room) {
        Objects.requireNonNull(room, "room");
        Belongings some = belongings;
        return some != null && some.leave(room);
    }

    @Override
    public Set<String> rooms() {
        Belongings some = belongings;
        return some == null ? Set.of() : some.rooms();
    }

    @Override
    public @Nullable Duration latency() {
        Belongings some = belongings;
        return some == null ? null : some.latency();
    }

    @Override
    public long droppedMessages() {
        Belongings some = belongings;
        return some == null ? 0 : some.droppedMessages();
    }
}
