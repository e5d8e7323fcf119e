package io.twsj.extension.deflate;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The last 32 KiB that were inflated. Needed where a peer ends a block with BFINAL (RFC 7692 section 7.2.3.4): the JDK's
 * inflater then forgets its window, to which the next block may refer. Grows with what it remembers. One caller at a
 * time.
 */
final class History {

    static final int MOST_BYTES = 32 << 10;
    private static final int FIRST_BYTES = 1 << 10;

    private byte[] bytes = new byte[0];

    /** Where the next byte goes. */
    private int end;

    /** How many bytes are remembered. */
    private int size;

    /** Remembers the bytes between position and limit, which stay. */
    void add(ByteBuffer inflated) {
        int count = Math.min(inflated.remaining(), MOST_BYTES);
        int from = inflated.limit() - count;
        grow(count);
        int untilTurn = Math.min(count, bytes.length - end);
        inflated.get(from, bytes, end, untilTurn);
        inflated.get(from + untilTurn, bytes, 0, count - untilTurn);
        end = (end + count) % Math.max(1, bytes.length);
        size = Math.min(size + count, bytes.length);
    }

    /** Before it has its full size nothing has been overwritten: the bytes stand in order, from the start. */
    private void grow(int more) {
        if (size + more <= bytes.length || bytes.length == MOST_BYTES) {
            return;
        }
        int wanted = Math.max(FIRST_BYTES, Integer.highestOneBit(2 * (size + more) - 1));
        bytes = Arrays.copyOf(bytes, Math.min(MOST_BYTES, wanted));
        end = size;
    }

    /** Takes a stretch of what is remembered. */
    @FunctionalInterface
    interface Taker {

        void take(byte[] bytes, int offset, int length);
    }

    /**
     * Hands over what is remembered, oldest first, in two stretches. Nothing is copied: a peer can have this happen with
     * every second byte it sends.
     */
    void handTo(Taker taker) {
        int beforeTurn = Math.max(0, size - end);
        taker.take(bytes, bytes.length - beforeTurn, beforeTurn);
        taker.take(bytes, end - (size - beforeTurn), size - beforeTurn);
    }
}
