package io.twsj.spring.handler;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which method of a handler gets which messages. One caller at a time while methods are added. */
final class MessageCallbacks {

    private final Map<PayloadKind, Callback> byKind = new EnumMap<>(PayloadKind.class);

    /**
     * Adds a method.
     *
     * @throws InvalidHandlerException if there is one for the same messages already
     */
    void add(PayloadKind kind, Callback callback) {
        Callback other = byKind.put(kind, callback);
        if (other == null && kind == PayloadKind.TEXT) {
            other = byKind.get(PayloadKind.JSON);
        } else if (other == null && kind == PayloadKind.JSON) {
            other = byKind.get(PayloadKind.TEXT);
        }
        if (other != null) {
            throw new InvalidHandlerException(
                    callback + " and " + other + " are both for " + messages(kind) + ".",
                    "Leave one @OnMessage method for text (a String, or a type read from JSON) and one for binary"
                            + " messages (byte[] or ByteBuffer), or take both kinds in one method as Message.");
        }
    }

    private static String messages(PayloadKind kind) {
        return switch (kind) {
            case TEXT, JSON -> "text messages";
            case BINARY -> "binary messages";
            case ANY -> "messages of any kind";
        };
    }

    /**
     * Checks the methods as a whole.
     *
     * @throws InvalidHandlerException if one would never be called
     */
    void check() {
        Callback any = byKind.get(PayloadKind.ANY);
        if (any != null && text() != any && binary() != any) {
            throw new InvalidHandlerException(
                    any + " would never be called: " + text() + " takes all text and " + binary()
                            + " all binary messages.",
                    "Remove one of the three methods.");
        }
    }

    /** The method for text messages, or null if the handler takes none. */
    @Nullable
    Callback text() {
        return first(PayloadKind.TEXT, PayloadKind.JSON, PayloadKind.ANY);
    }

    /** The method for binary messages, or null if the handler takes none. */
    @Nullable
    Callback binary() {
        return first(PayloadKind.BINARY, PayloadKind.ANY, PayloadKind.JSON);
    }

    private @Nullable Callback first(PayloadKind... kinds) {
        for (PayloadKind kind : kinds) {
            Callback callback = byKind.get(kind);
            if (callback != null) {
                return callback;
            }
        }
        return null;
    }
}
