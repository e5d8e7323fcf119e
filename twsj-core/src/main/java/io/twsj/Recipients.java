package io.twsj;

import io.twsj.close.CloseReason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Connections selected from {@link WebSocketConnections}, such as the members of a room. The selection is made anew by
 * each method that uses it. Immutable, thread-safe.
 *
 * <p>A message is encoded once for all connections that have the same encoder. Sending waits for none of them: what a
 * slow one does not take waits in its own bounded output, and beyond that its route's {@link Overflow} decides, where
 * {@link Overflow#WAIT} counts as {@link Overflow#FAIL}; a message refused by that is told to the connection's
 * {@link WebSocketListener#onError}. What one thread sends to many and to one connection arrives in the order of its calls.
 */
public final class Recipients implements Iterable<WebSocketConnection> {

    private final Supplier<Stream<Session>> source;

    /** Of what is sent; null for none. */
    private final @Nullable Object key;

    Recipients(Supplier<Stream<Session>> source) {
        this(source, null);
    }

    private Recipients(Supplier<Stream<Session>> source, @Nullable Object key) {
        this.source = source;
        this.key = key;
    }

    /** The same without these. */
    public Recipients exclude(WebSocketConnection... excluded) {
        Set<WebSocketConnection> without = Set.copyOf(List.of(excluded));
        return filter(connection -> !without.contains(connection));
    }

    /** Those of them that pass; asked once for each connection by every method that uses the selection. */
    public Recipients filter(Predicate<? super WebSocketConnection> condition) {
        return new Recipients(() -> source.get().filter(condition), key);
    }

    /**
     * The same for messages of which only the newest is worth sending, such as where somebody's pointer is: a connection
     * whose policy is {@link Overflow#LATEST_PER_KEY} drops an earlier one with an equal key that still waits. With other
     * policies a key means nothing.
     *
     * <pre>{@code
     * connections.room("board").latest("ann").send(position);
     * }</pre>
     *
     * @param key with {@code equals} and {@code hashCode}; kept as long as its message waits
     */
    public Recipients latest(Object key) {
        return new Recipients(source, Objects.requireNonNull(key, "key"));
    }

    /**
     * Sends to all of them, each through its own route's encoder.
     *
     * @throws IllegalArgumentException if the value cannot be encoded; nobody is sent anything then
     */
    public BroadcastResult send(Object message) {
        return send(message, new Dropping(false, key));
    }

    /**
     * Sends what is worth nothing when it comes late, such as that somebody is typing: as {@link #send}, but not to those
     * that have more than {@link ConnectionOptions.Builder#outboundHighMark} waiting, for which it is dropped.
     *
     * @throws IllegalArgumentException if the value cannot be encoded; nobody is sent anything then
     */
    public BroadcastResult sendDroppable(Object message) {
        return send(message, new Dropping(true, key));
    }

    private BroadcastResult send(Object message, Dropping terms) {
        return new Broadcast(message, sessions()).send(terms);
    }

    /**
     * Closes all of them as {@link WebSocketConnection#close(CloseReason)} does, and returns their number.
     *
     * @throws IllegalArgumentException if the code must not be sent
     */
    public int close(CloseReason reason) {
        List<Session> closing = sessions();
        closing.forEach(session -> session.close(reason));
        return closing.size();
    }

    /** How many they are at this moment. */
    public int count() {
        return (int) source.get().count();
    }

    /** Those of this moment, in no order. */
    public Stream<WebSocketConnection> stream() {
        return source.get().map(session -> session);
    }

    /** Those of this moment, in no order. */
    @Override
    public Iterator<WebSocketConnection> iterator() {
        return stream().iterator();
    }

    private List<Session> sessions() {
        List<Session> present = new ArrayList<>();
        source.get().forEach(present::add);
        return present;
    }
}
