package io.twsj.spring.handler;

import io.twsj.message.Message;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.MessageCodec;
import io.twsj.spring.codec.MessageCodecs;
import io.twsj.spring.codec.MessageFormat;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.codec.ValueReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An {@code @OnMessage} method and how it takes its messages. Immutable.
 *
 * @param callback the method
 * @param parameter its parameter for the message; null if it has none
 * @param type the type of envelopes it is for; empty if it names none
 */
record MessageMethod(Callback callback, @Nullable HandlerParameter parameter, String type) {

    /** Reads what a method takes of a message. Thread-safe. */
    @FunctionalInterface
    interface PayloadReader {

        /**
         * Reads a message.
         *
         * @throws io.twsj.spring.codec.UnreadableMessageException if it is not what the method takes
         */
        @Nullable
        Object read(MessageFormat format, Message message);
    }

    /**
     * Finds out the type of a method's envelopes.
     *
     * @param named what its annotation says; empty for nothing
     */
    static MessageMethod of(Callback callback, @Nullable HandlerParameter parameter, String named) {
        String declared = parameter == null ? null : Envelope.declaredTypeOf(parameter.valueType());
        return new MessageMethod(callback, parameter, !named.isEmpty() || declared == null ? named : declared);
    }

    boolean isTyped() {
        return !type.isEmpty();
    }

    /** How it wants its messages. */
    PayloadKind kind(MessageCodecs codecs) {
        return parameter == null ? PayloadKind.ANY : PayloadKind.of(parameter.valueType(), codecs);
    }

    /** How its parameter is filled from a whole message. */
    PayloadReader reader(MessageFormats formats, MessageCodecs codecs) {
        Class<?> javaType = parameter == null ? Message.class : parameter.valueType();
        MessageCodec<?> codec = codecs.forType(javaType);
        if (codec != null) {
            return (format, message) -> codec.decode(message);
        }
        if (PayloadKind.of(javaType, codecs) == PayloadKind.STRUCTURED) {
            return dataReader(formats)::read;
        }
        return rawReader(javaType);
    }

    private static PayloadReader rawReader(Class<?> javaType) {
        if (javaType == String.class) {
            return (format, message) -> message.text();
        }
        if (javaType == Reader.class) {
            return (format, message) -> new StringReader(message.text());
        }
        if (javaType == byte[].class) {
            return (format, message) -> message.bytes();
        }
        if (javaType == InputStream.class) {
            return (format, message) -> new ByteArrayInputStream(message.bytes());
        }
        return javaType == ByteBuffer.class ? (format, message) -> message.payload() : (format, message) -> message;
    }

    /** How its parameter is filled from a value in one of the formats. */
    ValueReader dataReader(MessageFormats formats) {
        return formats.readerFor(parameter == null ? Object.class : parameter.valueGenericType());
    }

    @Override
    public String toString() {
        return callback.toString();
    }
}
