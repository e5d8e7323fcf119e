package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.message.Message;
import io.twsj.spring.codec.EnvelopeReader;
import io.twsj.spring.codec.EnvelopeReader.Head;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.MessageFormat;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.codec.UnreadableMessageException;
import io.twsj.spring.codec.ValueReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses by the type of a message's envelope. Answers to the server's own requests are taken out here. Immutable. */
final class EnvelopeTarget implements MessageTarget {

    private final Map<String, Entry> byType;
    private final @Nullable Entry rest;

    private EnvelopeTarget(Map<String, Entry> byType, @Nullable Entry rest) {
        this.byType = byType;
        this.rest = rest;
    }

    /**
     * A method and how its parameter is filled.
     *
     * @param reader reads the data; null if the method takes none, or the message as a whole
     * @param needsData whether there must be some
     */
    private record Entry(Callback callback, @Nullable ValueReader reader, boolean needsData, boolean takesWhole) {

        static Entry of(MessageMethod method, MessageFormats formats) {
            HandlerParameter parameter = method.parameter();
            if (parameter == null || parameter.valueType() == Message.class) {
                return new Entry(method.callback(), null, false, parameter != null);
            }
            return new Entry(method.callback(), method.dataReader(formats), !parameter.mayBeNull(), false);
        }
    }

    /**
     * Of these methods, those that name a type, and one that takes what is left.
     *
     * @param whole takes messages as they are, also what is left; null if there is none
     * @throws InvalidHandlerException if two are for the same type
     */
    static EnvelopeTarget of(List<MessageMethod> methods, @Nullable MessageMethod whole, MessageFormats formats) {
        Map<String, MessageMethod> seen = new HashMap<>();
        Map<String, Entry> byType = new HashMap<>();
        MessageMethod rest = whole;
        for (MessageMethod method : methods) {
            MessageMethod other = method.isTyped() ? seen.put(method.type(), method) : rest;
            if (other != null) {
                throw collision(method, other);
            }
            if (method.isTyped()) {
                byType.put(method.type(), Entry.of(method, formats));
            } else {
                rest = method;
            }
        }
        return new EnvelopeTarget(Map.copyOf(byType), rest == null ? null : Entry.of(rest, formats));
    }

    private static InvalidHandlerException collision(MessageMethod one, MessageMethod other) {
        String messages = one.isTyped() ? "messages of the type '" + one.type() + "'" : "messages of all other types";
        return new InvalidHandlerException(
                one + " and " + other + " are both for " + messages + ".",
                "Give each a type of its own, as in @OnMessage(type = \"join\"); one method may be without a type.");
    }

    @Override
    public @Nullable MessageCall call(WebSocketConnection connection, Message message, MessageFormat format) {
        byte[] payload = message.bytes();
        Head head = EnvelopeReader.head(format, payload);
        if (OpenRequests.answer(connection, head, format, payload)) {
            return null;
        }
        Entry entry = entry(head);
        Object data = entry.takesWhole() ? message : data(entry, head, format, payload);
        return new MessageCall(entry.callback(), message, data, head);
    }

    private Entry entry(Head head) {
        String type = head.type();
        if (type == null) {
            throw refused(
                    head, ErrorReply.MALFORMED, "a message is an object with type, id and data: there is no type");
        }
        Entry entry = byType.getOrDefault(type, rest);
        if (entry == null) {
            throw refused(head, ErrorReply.UNKNOWN_TYPE, "the type of the message is not known");
        }
        return entry;
    }

    private static @Nullable Object data(Entry entry, Head head, MessageFormat format, byte[] payload) {
        ValueReader reader = entry.reader();
        if (reader == null || (!head.hasData() && !entry.needsData())) {
            return null;
        }
        if (!head.hasData()) {
            throw refused(head, ErrorReply.UNREADABLE, "a message of this type needs data");
        }
        try {
            return EnvelopeReader.data(format, payload, reader);
        } catch (UnreadableMessageException e) {
            throw e.in(head.id());
        }
    }

    private static UnreadableMessageException refused(Head head, String code, String message) {
        return new UnreadableMessageException(ErrorReply.of(code, message)).in(head.id());
    }
}
