package io.twsj.spring.handler;

import io.twsj.spring.codec.MessageCodecs;
import io.twsj.spring.codec.MessageFormats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the {@code @OnMessage} methods of a handler and decides which messages are for which. One use. */
final class MessageMethods {

    private final MessageFormats formats;
    private final MessageCodecs codecs;
    private final List<MessageMethod> structured = new ArrayList<>();
    private final Map<PayloadKind, MessageMethod> others = new EnumMap<>(PayloadKind.class);
    private boolean enveloped;

    MessageMethods(MessageFormats formats, MessageCodecs codecs) {
        this.formats = formats;
        this.codecs = codecs;
    }

    /**
     * Adds a method.
     *
     * @throws InvalidHandlerException if there is one for the same messages already
     */
    void add(MessageMethod method) {
        enveloped |= method.isTyped();
        PayloadKind kind = method.kind(codecs);
        if (method.isTyped() || kind == PayloadKind.STRUCTURED) {
            structured.add(method);
            return;
        }
        MessageMethod other = others.put(kind, method);
        if (other != null) {
            throw collision(method, other, messages(kind));
        }
    }

    /** Whether its messages are in envelopes. */
    boolean isEnveloped() {
        return enveloped;
    }

    /**
     * Decides.
     *
     * @throws InvalidHandlerException if two methods are for the same messages, or one would never be called
     */
    MessageSelection selection() {
        MessageMethod text = others.get(PayloadKind.TEXT);
        if (text != null && !structured.isEmpty()) {
            throw enveloped ? untypedText(text) : collision(structured.get(0), text, "text messages");
        }
        MessageTarget format = structuredTarget();
        MessageTarget asText = target(PayloadKind.TEXT);
        MessageTarget asBinary = target(PayloadKind.BINARY);
        MessageTarget any = target(PayloadKind.ANY);
        checkReachable(format != null || asText != null, asBinary != null);
        return new MessageSelection(
                first(asText, format, any),
                enveloped ? first(asBinary, any) : first(asBinary, any, format),
                first(asText, any),
                first(format, asBinary, any));
    }

    private @Nullable MessageTarget target(PayloadKind kind) {
        MessageMethod method = others.get(kind);
        return method == null ? null : whole(method);
    }

    private MessageTarget whole(MessageMethod method) {
        MessageMethod.PayloadReader reader = method.reader(formats, codecs);
        return (connection, message, format) ->
                new MessageCall(method.callback(), message, reader.read(format, message), null);
    }

    private @Nullable MessageTarget structuredTarget() {
        if (enveloped) {
            return EnvelopeTarget.of(structured, others.get(PayloadKind.ANY), formats);
        }
        if (structured.size() > 1) {
            return SealedTarget.of(structured, formats);
        }
        return structured.isEmpty() ? null : whole(structured.get(0));
    }

    private static @Nullable MessageTarget first(@Nullable MessageTarget... targets) {
        for (MessageTarget target : targets) {
            if (target != null) {
                return target;
            }
        }
        return null;
    }

    /** A method for what others leave must be left something. */
    private void checkReachable(boolean textTaken, boolean binaryTaken) {
        MessageMethod any = others.get(PayloadKind.ANY);
        if (any != null && !enveloped && textTaken && binaryTaken) {
            throw new InvalidHandlerException(
                    any + " would never be called: other methods take all text and all binary messages.",
                    "Remove one of the three methods.");
        }
    }

    private static InvalidHandlerException untypedText(MessageMethod text) {
        return new InvalidHandlerException(
                text
                        + " takes text messages, but those of this handler are in envelopes, as other methods name a type.",
                "Name the type of the messages it is for, as in @OnMessage(type = \"note\"), or take what is left as"
                        + " JsonNode or Message.");
    }

    private static InvalidHandlerException collision(MessageMethod one, MessageMethod other, String messages) {
        return new InvalidHandlerException(
                one + " and " + other + " are both for " + messages + ".",
                "Leave one @OnMessage method for text (a String, or a type read from JSON) and one for binary"
                        + " messages (byte[] or ByteBuffer), or take both kinds in one method as Message. Several methods"
                        + " for JSON need a type each, as in @OnMessage(type = \"join\"), or parameters of one sealed type.");
    }

    private static String messages(PayloadKind kind) {
        return switch (kind) {
            case TEXT, STRUCTURED -> "text messages";
            case BINARY -> "binary messages";
            case ANY -> "messages of any kind";
        };
    }
}
