package io.twsj.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message for many connections: what extensions make of it, such as its compressed form, is made once for all connections
 * that agreed on the same. Immutable as a message; thread-safe.
 */
public final class SharedMessage extends Message {

    private final Message message;

    /** What was made of it, one for each key; few. Guarded by this. */
    private final List<Keyed> transformed = new ArrayList<>(1);

    private record Keyed(Object key, Transformed form) {}

    /** Has the content of a message, with its bytes if it owns them. */
    public SharedMessage(Message message) {
        this.message = message.copy();
    }

    /**
     * A message as the only frame it becomes, after all extensions. Immutable.
     *
     * @param bits the first header byte; see {@link io.twsj.frame.FrameBits}
     * @param payload read-only; only its own position and limit change when it is read
     */
    public record Transformed(int bits, ByteBuffer payload) {

        /** Keeps the buffer's content, which must not change any more, not its position. */
        public Transformed {
            payload = payload.asReadOnlyBuffer();
        }

        /** From beginning to end, with a position of its own. */
        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }
    }

    /**
     * What extensions make of this message. Others that ask for the same meanwhile wait for it.
     *
     * @param key equal for those who get the same
     * @param transform makes it, if nobody has done so
     */
    public synchronized Transformed transformed(Object key, Supplier<Transformed> transform) {
        Transformed known = known(key);
        if (known == null) {
            known = transform.get();
            transformed.add(new Keyed(key, known));
        }
        return known;
    }

    private @Nullable Transformed known(Object key) {
        for (Keyed each : transformed) {
            if (each.key.equals(key)) {
                return each.form;
            }
        }
        return null;
    }

    @Override
    public boolean isText() {
        return message.isText();
    }

    @Override
    public int size() {
        return message.size();
    }

    @Override
    public void writeTo(ByteBuffer target) {
        message.writeTo(target);
    }

    @Override
    public ByteBuffer payload() {
        return message.payload();
    }

    @Override
    public String text() {
        return message.text();
    }

    @Override
    public Message copy() {
        return this;
    }
}
