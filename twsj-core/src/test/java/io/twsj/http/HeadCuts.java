package io.twsj.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Ways to cut bytes into pieces, and to feed the pieces to a parser. */
final class HeadCuts {

    private static final int RANDOM_PARTITIONS = 200;

    private HeadCuts() {}

    static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The whole, every single cut, byte by byte, and random partitions with a fixed seed. */
    static List<int[]> of(int length) {
        List<int[]> partitions = new ArrayList<>();
        partitions.add(new int[] {length});
        for (int cut = 1; cut < length; cut++) {
            partitions.add(new int[] {cut, length});
        }
        partitions.add(java.util.stream.IntStream.rangeClosed(1, length).toArray());
        Random random = new Random(length);
        for (int i = 0; i < RANDOM_PARTITIONS; i++) {
            partitions.add(random(random, length));
        }
        return partitions;
    }

    private static int[] random(Random random, int length) {
        TreeSet<Integer> ends = new TreeSet<>();
        int cuts = random.nextInt(8);
        for (int i = 0; i < cuts; i++) {
            ends.add(1 + random.nextInt(length));
        }
        ends.add(length);
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Feeds pieces that end at the given places until the head is complete.
     *
     * @return how many bytes were consumed, -1 if the head is not complete
     */
    static int feed(HeadParser<?> parser, byte[] bytes, int[] ends, boolean direct) throws HttpException {
        int start = 0;
        for (int end : ends) {
            ByteBuffer piece = piece(bytes, start, end, direct);
            boolean complete = parser.feed(piece);
            if (complete) {
                return end - piece.remaining();
            }
            if (piece.hasRemaining()) {
                throw new AssertionError(piece.remaining() + " bytes of an incomplete head are left in the buffer");
            }
            start = end;
        }
        return -1;
    }

    private static ByteBuffer piece(byte[] bytes, int start, int end, boolean direct) {
        if (!direct) {
            return ByteBuffer.wrap(bytes, start, end - start).slice();
        }
        return ByteBuffer.allocateDirect(end - start)
                .put(bytes, start, end - start)
                .flip();
    }
}
