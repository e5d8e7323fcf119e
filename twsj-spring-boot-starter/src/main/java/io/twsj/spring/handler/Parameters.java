package io.twsj.spring.handler;

import io.twsj.HandshakeRequest;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.http.RequestHead;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of all that a parameter of a handler's method can be. The first row that fits counts. */
final class Parameters {

    private static final Set<CallbackKind> ALWAYS = EnumSet.allOf(CallbackKind.class);
    private static final Set<CallbackKind> CONNECTED = EnumSet.complementOf(EnumSet.of(CallbackKind.HANDSHAKE));
    private static final Set<CallbackKind> MESSAGE = EnumSet.of(CallbackKind.MESSAGE);

    /** What an annotation asks for. */
    private static final List<Row> ANNOTATED = List.of(
            row("@PathVariable", ALWAYS, HandlerParameter::isPathVariable, Signature::pathVariable),
            row(
                    "@QueryParam, @HandshakeHeader, @HandshakeCookie",
                    ALWAYS,
                    parameter -> parameter.handshakeValue() != null,
                    Signature::handshakeValue),
            row(
                    "@ConnectionAttribute parameters",
                    CONNECTED,
                    HandlerParameter::isConnectionAttribute,
                    Signature::connectionAttribute));

    /** What the type tells. */
    private static final List<Row> TYPED = List.of(
            row(
                    "a MessageContext",
                    MESSAGE,
                    type(MessageContext.class),
                    (signature, parameter) -> invocation -> MessageContext.of(invocation.subject(MessageCall.class))),
            row("a Reply", MESSAGE, type(Reply.class), Signature::reply),
            row(
                    "a CloseReason",
                    EnumSet.of(CallbackKind.CLOSE),
                    type(CloseReason.class),
                    (signature, parameter) -> invocation ->
                            invocation.subject(Invocation.End.class).reason()),
            row(
                    "a Throwable or subtype",
                    EnumSet.of(CallbackKind.ERROR, CallbackKind.CLOSE),
                    subtype(Throwable.class),
                    Signature::error),
            row(
                    "a HandshakeRequest",
                    EnumSet.of(CallbackKind.HANDSHAKE),
                    type(HandshakeRequest.class),
                    (signature, parameter) -> invocation -> invocation.subject(HandshakeRequest.class)),
            row(
                    "a WebSocketConnection",
                    CONNECTED,
                    type(WebSocketConnection.class),
                    (signature, parameter) -> Invocation::connection),
            row("a RequestHead", ALWAYS, type(RequestHead.class), Signature::requestHead),
            row("a Principal", ALWAYS, subtype(Principal.class), (signature, parameter) -> {
                Class<?> type = parameter.type();
                return invocation -> invocation.principal(type);
            }));

    /** What types mean in some methods, which are payloads in others. */
    private static final List<Row> OF_FRAMES = List.of(
            row(
                    "a ByteBuffer",
                    EnumSet.of(CallbackKind.PING, CallbackKind.PONG),
                    type(ByteBuffer.class),
                    (signature, parameter) -> invocation -> invocation.subject(ByteBuffer.class)),
            row(
                    "a Duration",
                    EnumSet.of(CallbackKind.PONG),
                    type(Duration.class),
                    (signature, parameter) ->
                            invocation -> invocation.connection().latency()));

    private static final Row PAYLOAD = row("the message", MESSAGE, parameter -> true, Signature::payload);

    /** Makes what fills a parameter. */
    @FunctionalInterface
    private interface Maker {

        ArgumentResolver make(Signature signature, HandlerParameter parameter);
    }

    /** One thing that a parameter can be, and in which methods. */
    private record Row(String noun, Set<CallbackKind> kinds, Predicate<HandlerParameter> fits, Maker maker) {}

    private Parameters() {}

    private static Row row(String noun, Set<CallbackKind> kinds, Predicate<HandlerParameter> fits, Maker maker) {
        return new Row(noun, kinds, fits, maker);
    }

    private static Predicate<HandlerParameter> type(Class<?> type) {
        return parameter -> parameter.type() == type;
    }

    private static Predicate<HandlerParameter> subtype(Class<?> type) {
        return parameter -> type.isAssignableFrom(parameter.type());
    }

    /**
     * What fills a parameter.
     *
     * @throws InvalidHandlerException if nothing does in a method of this kind
     */
    static ArgumentResolver resolver(Signature signature, HandlerParameter parameter, CallbackKind kind) {
        Row annotated = find(ANNOTATED, parameter);
        ArgumentResolver foreign = annotated == null ? signature.foreign(parameter) : null;
        if (foreign != null) {
            return foreign;
        }
        Row row = annotated == null ? typed(parameter, kind) : annotated;
        if (!row.kinds().contains(kind)) {
            throw new InvalidHandlerException(
                    parameter + " cannot be filled: " + kind + " methods take " + describe(kind) + ".",
                    "Remove the parameter, or annotate it with @PathVariable if it is a variable of the path.");
        }
        return row.maker().make(signature, parameter);
    }

    private static Row typed(HandlerParameter parameter, CallbackKind kind) {
        Row row = find(TYPED, parameter);
        if (row != null) {
            return row;
        }
        return OF_FRAMES.stream()
                .filter(each -> each.kinds().contains(kind) && each.fits().test(parameter))
                .findFirst()
                .orElse(PAYLOAD);
    }

    private static @Nullable Row find(List<Row> rows, HandlerParameter parameter) {
        return rows.stream()
                .filter(row -> row.fits().test(parameter))
                .findFirst()
                .orElse(null);
    }

    /** What methods of a kind may take, as a sentence tells it: what is their own before what all take. */
    private static String describe(CallbackKind kind) {
        return Stream.of(Stream.of(PAYLOAD), OF_FRAMES.stream(), TYPED.stream(), ANNOTATED.stream())
                .flatMap(rows -> rows)
                .filter(row -> row.kinds().contains(kind))
                .map(Row::noun)
                .collect(Collectors.joining(", "));
    }
}
