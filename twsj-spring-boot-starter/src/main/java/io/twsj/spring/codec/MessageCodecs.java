package io.twsj.spring.codec;

import io.twsj.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's codecs. Immutable. */
public final class MessageCodecs {

    /** No codecs. */
    public static final MessageCodecs NONE = new MessageCodecs(List.of());

    private final List<MessageCodec<?>> codecs;

    /** These codecs; the first one that fits is used. */
    public MessageCodecs(List<MessageCodec<?>> codecs) {
        this.codecs = List.copyOf(codecs);
    }

    /** The codec whose values are of exactly this type; null if there is none. */
    public @Nullable MessageCodec<?> forType(Class<?> type) {
        return codecs.stream().filter(codec -> codec.type() == type).findFirst().orElse(null);
    }

    /** A value as the codec for it writes it; null if there is none. */
    @Nullable
    Message encode(Object value) {
        for (MessageCodec<?> codec : codecs) {
            if (codec.type().isInstance(value)) {
                return encode(codec, value);
            }
        }
        return null;
    }

    private static <T> Message encode(MessageCodec<T> codec, Object value) {
        return codec.encode(codec.type().cast(value));
    }
}
