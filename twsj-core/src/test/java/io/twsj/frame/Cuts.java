package io.twsj.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Ways to cut bytes into pieces. A partition is the list of the pieces' ends, the last of which is the length.
 *
 * <p>The set that every codec test goes through: the whole, every single cut up to 4 KiB (above, the cuts within 16 bytes
 * of each border), byte by byte, every pair of cuts up to 64 bytes, and 200 random partitions with a fixed seed.
 */
public final class Cuts {

    private static final int EVERY_CUT_UP_TO = 4096;
    private static final int EVERY_PAIR_UP_TO = 64;
    private static final int NEAR = 16;
    private static final int RANDOM_PARTITIONS = 200;

    private Cuts() {}

    /**
     * Hands over each partition of the set; the array may be kept.
     *
     * @param borders places around which long input is cut, besides its two ends
     */
    public static void forEach(int length, List<Integer> borders, Consumer<int[]> partition) {
        partition.accept(new int[] {length});
        for (int cut : singleCuts(length, borders)) {
            partition.accept(new int[] {cut, length});
        }
        partition.accept(IntStream.rangeClosed(1, length).toArray());
        if (length <= EVERY_PAIR_UP_TO) {
            forEachPair(length, partition);
        }
        Random random = new Random(length);
        for (int i = 0; i < RANDOM_PARTITIONS; i++) {
            partition.accept(random(random, length));
        }
    }

    /** The same for input that is short enough for every cut. */
    public static void forEach(int length, Consumer<int[]> partition) {
        forEach(length, List.of(), partition);
    }

    /** Pieces of the same size, but for the last. */
    public static int[] ofSize(int size, int length) {
        int pieces = (length + size - 1) / size;
        return IntStream.rangeClosed(1, pieces)
                .map(i -> Math.min(i * size, length))
                .toArray();
    }

    /** A few cuts, or every fourth time many of them. */
    public static int[] random(Random random, int length) {
        if (length == 0) {
            return new int[] {0};
        }
        int cuts = random.nextInt(random.nextInt(4) == 0 ? Math.min(length, 200) : 8);
        TreeSet<Integer> ends = new TreeSet<>(List.of(length));
        for (int i = 0; i < cuts; i++) {
            ends.add(1 + random.nextInt(length));
        }
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The pieces of one partition, each in a buffer of its own; after a single cut, a direct one. */
    public static List<ByteBuffer> pieces(byte[] bytes, int[] ends) {
        List<ByteBuffer> pieces = new ArrayList<>(ends.length);
        int start = 0;
        for (int end : ends) {
            int size = end - start;
            boolean direct = ends.length == 2 && pieces.size() == 1;
            ByteBuffer piece = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
            pieces.add(piece.put(bytes, start, size).flip());
            start = end;
        }
        return pieces;
    }

    private static Iterable<Integer> singleCuts(int length, List<Integer> borders) {
        TreeSet<Integer> cuts = new TreeSet<>();
        if (length <= EVERY_CUT_UP_TO) {
            IntStream.range(1, length).forEach(cuts::add);
            return cuts;
        }
        List<Integer> places = new ArrayList<>(borders);
        places.add(0);
        places.add(length);
        for (int place : places) {
            IntStream.rangeClosed(Math.max(1, place - NEAR), Math.min(length - 1, place + NEAR))
                    .forEach(cuts::add);
        }
        return cuts;
    }

    private static void forEachPair(int length, Consumer<int[]> partition) {
        for (int first = 1; first < length; first++) {
            for (int second = first + 1; second < length; second++) {
                partition.accept(new int[] {first, second, length});
            }
        }
    }
}
