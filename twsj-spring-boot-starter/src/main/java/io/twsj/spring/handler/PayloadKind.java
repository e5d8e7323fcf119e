package io.twsj.spring.handler;

import io.twsj.message.Message;
import io.twsj.spring.codec.MessageCodec;
import io.twsj.spring.codec.MessageCodecs;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;

/** How a method wants its messages, told by the type of its parameter. */
enum PayloadKind {
    TEXT,
    BINARY,
    /** In the format of the connection: JSON as text, and in binary messages if nobody else wants those. */
    STRUCTURED,
    /** As they are: whichever nobody else wants. */
    ANY;

    static PayloadKind of(Class<?> type, MessageCodecs codecs) {
        MessageCodec<?> codec = codecs.forType(type);
        if (codec != null) {
            return codec.isText() ? TEXT : BINARY;
        }
        if (type == String.class || type == Reader.class) {
            return TEXT;
        }
        if (type == byte[].class || type == ByteBuffer.class || type == InputStream.class) {
            return BINARY;
        }
        return type == Message.class ? ANY : STRUCTURED;
    }
}
