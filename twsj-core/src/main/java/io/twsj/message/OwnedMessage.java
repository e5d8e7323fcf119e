package io.twsj.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A message with an array of its own that nobody else can reach. Immutable. */
final class OwnedMessage extends Message {

    private final boolean isText;
    private final byte[] payload;

    /** The decoded text, once somebody asked; a racing second decoding gives an equal string. */
    private @Nullable String text;

    OwnedMessage(boolean isText, byte[] payload) {
        this.isText = isText;
        this.payload = payload;
    }

    @Override
    public boolean isText() {
        return isText;
    }

    @Override
    public int size() {
        return payload.length;
    }

    @Override
    public void writeTo(ByteBuffer target) {
        target.put(payload);
    }

    @Override
    public ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer();
    }

    @Override
    public String text() {
        if (!isText) {
            throw noText();
        }
        String decoded = text;
        if (decoded == null) {
            decoded = new String(payload, StandardCharsets.UTF_8);
            text = decoded;
        }
        return decoded;
    }

    @Override
    public Message copy() {
        return this;
    }
}
