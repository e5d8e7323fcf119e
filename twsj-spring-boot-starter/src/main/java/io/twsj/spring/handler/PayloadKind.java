package io.twsj.spring.handler;

import io.twsj.message.Message;
import java.nio.ByteBuffer;

/** How a method wants its messages, told by the type of its parameter. */
enum PayloadKind {
    TEXT,
    BINARY,
    /** As JSON: text, and binary if nobody else wants it. */
    JSON,
    /** As they are: whichever nobody else wants. */
    ANY;

    static PayloadKind of(Class<?> type) {
        if (type == String.class) {
            return TEXT;
        }
        if (type == byte[].class || type == ByteBuffer.class) {
            return BINARY;
        }
        return type == Message.class ? ANY : JSON;
    }
}
