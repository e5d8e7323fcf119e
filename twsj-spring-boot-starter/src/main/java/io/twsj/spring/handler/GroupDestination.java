package io.twsj.spring.handler;

import io.twsj.Recipients;
import io.twsj.WebSocketConnection;
import io.twsj.spring.annotation.Broadcast;
import io.twsj.spring.annotation.SendTo;
import io.twsj.spring.annotation.WhenSlow;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.EnvelopeReader.Head;
import io.twsj.spring.codec.FormatEncoder;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** To many: the members of a room, or all connections of the handler. The peer itself is told that it is done. */
final class GroupDestination implements Destination {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");

    private final Function<WebSocketConnection, Recipients> selection;
    private final boolean includesSelf;
    private final WhenSlow whenSlow;
    private final Method method;

    private GroupDestination(
            Function<WebSocketConnection, Recipients> selection,
            boolean includesSelf,
            WhenSlow whenSlow,
            Method method) {
        this.selection = selection;
        this.includesSelf = includesSelf;
        this.whenSlow = whenSlow;
        this.method = method;
    }

    /**
     * Reads a method's {@link SendTo} or {@link Broadcast}; null if it has neither.
     *
     * @throws InvalidHandlerException if it has both, or names a variable that the path does not have
     */
    static @Nullable GroupDestination of(Method method, Class<?> handler, HandshakeValues values) {
        SendTo room = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
        Broadcast all = AnnotatedElementUtils.findMergedAnnotation(method, Broadcast.class);
        if (room != null && all != null) {
            throw new InvalidHandlerException(
                    Callback.describe(method) + " is annotated @SendTo and @Broadcast.", "Leave one of them.");
        }
        if (room != null) {
            checkVariables(room.room(), method, values);
            String template = room.room();
            return new GroupDestination(
                    connection -> connection.connections().room(expand(template, connection)),
                    room.includeSelf(),
                    room.whenSlow(),
                    method);
        }
        return all == null
                ? null
                : new GroupDestination(
                        connection -> connection.connections().handler(handler),
                        all.includeSelf(),
                        all.whenSlow(),
                        method);
    }

    private static void checkVariables(String template, Method method, HandshakeValues values) {
        Matcher matcher = VARIABLE.matcher(template);
        while (matcher.find()) {
            if (!values.hasVariable(matcher.group(1))) {
                throw new InvalidHandlerException(
                        Callback.describe(method) + " sends to the room '" + template
                                + "', but the path has no variable {" + matcher.group(1) + "}.",
                        "Name a variable of the handler's path.");
            }
        }
    }

    private static String expand(String template, WebSocketConnection connection) {
        return VARIABLE.matcher(template)
                .replaceAll(match ->
                        Matcher.quoteReplacement(connection.pathVariables().getOrDefault(match.group(1), "")));
    }

    @Override
    public void send(Invocation invocation, Object value) {
        WebSocketConnection peer = invocation.connection();
        Recipients all = selection.apply(peer);
        Recipients recipients = includesSelf ? all : all.exclude(peer);
        Object message = wrapped(invocation.envelope(), value);
        switch (whenSlow) {
            case WAIT -> recipients.send(message);
            case DROP -> recipients.sendDroppable(message);
            case LATEST -> recipients.latest(new LatestKey(method, peer.id())).send(message);
        }
    }

    /** Of what one peer has a method send, the newest makes the others worthless. */
    private record LatestKey(Method method, String peer) {}

    /** Slow receivers are the business of their own output's bound. */
    @Override
    public CompletionStage<Void> sendAsync(Invocation invocation, Object value) {
        send(invocation, value);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void acknowledge(Invocation invocation, @Nullable String type) {
        PeerDestination.INSTANCE.acknowledge(invocation, type);
    }

    /** What does not tell its type gets that of the message it is made of. */
    private static Object wrapped(@Nullable Head request, Object value) {
        boolean tells = value instanceof Envelope || Envelope.typeOf(value.getClass()) != null;
        boolean plain = FormatEncoder.isPlain(value) && !(value instanceof String);
        return request == null || request.type() == null || tells || plain ? value : Envelope.of(request.type(), value);
    }
}
