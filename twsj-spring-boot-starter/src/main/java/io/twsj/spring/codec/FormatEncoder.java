package io.twsj.spring.codec;

import io.twsj.MessageEncoder;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes everything in the format of the connection, except what {@link MessageEncoder#PLAIN} takes as it is and what the
 * application has a codec for. Thread-safe.
 */
public final class FormatEncoder implements MessageEncoder {

    private final MessageFormats formats;
    private final MessageFormat format;
    private final MessageCodecs codecs;
    private final boolean enveloped;

    /** One a format, so that a subprotocol always gets the same. */
    private final List<FormatEncoder> all;

    /**
     * Encodes for connections without a subprotocol, and through {@link #forSubprotocol} for all others.
     *
     * @param enveloped whether values are put into an {@link Envelope} of their type
     */
    public FormatEncoder(MessageFormats formats, MessageCodecs codecs, boolean enveloped) {
        this.formats = formats;
        this.format = formats.json();
        this.codecs = codecs;
        this.enveloped = enveloped;
        this.all = formats.all().stream()
                .map(each -> each == format ? this : new FormatEncoder(this, each))
                .toList();
    }

    private FormatEncoder(FormatEncoder first, MessageFormat format) {
        this.formats = first.formats;
        this.format = format;
        this.codecs = first.codecs;
        this.enveloped = first.enveloped;
        this.all = List.of();
    }

    @Override
    public MessageEncoder forSubprotocol(@Nullable String subprotocol) {
        return all.get(formats.forSubprotocol(subprotocol).position());
    }

    /**
     * Encodes a value.
     *
     * @throws IllegalArgumentException if the mapper cannot write it, or it has to be put into an envelope and its class
     *     does not tell the type
     */
    @Override
    public Message encode(Object value) {
        if (isPlain(value)) {
            return MessageEncoder.PLAIN.encode(value);
        }
        Message own = codecs.encode(value);
        if (own != null) {
            return own;
        }
        return format.write(enveloped ? envelope(value) : value);
    }

    private static Envelope envelope(Object value) {
        if (value instanceof Envelope envelope) {
            return envelope;
        }
        String type = Envelope.typeOf(value.getClass());
        if (type == null) {
            throw new IllegalArgumentException(
                    "cannot send a " + value.getClass().getName()
                            + " in an envelope, whose type it does not tell: send Envelope.of(type, value)");
        }
        return Envelope.of(type, value);
    }

    /** Whether a value is sent as it is, in whichever format. */
    public static boolean isPlain(Object value) {
        return value instanceof String
                || value instanceof Message
                || value instanceof byte[]
                || value instanceof ByteBuffer;
    }
}
