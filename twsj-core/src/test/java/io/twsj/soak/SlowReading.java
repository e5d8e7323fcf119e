package io.twsj.soak;

import io.twsj.RawClient;
import io.twsj.WireFrame;
import java.nio.ByteBuffer;
import java.util.Random;

/** A client takes what it asked for little by little, or stops and leaves. */
record SlowReading(SoakServers servers, Tally tally) implements Activity {

    private static final int PIECE_BYTES = 10_000;
    private static final int MOST_PIECES = 200;

    /** The message of a number. */
    static byte[] piece(int number) {
        return ByteBuffer.allocate(PIECE_BYTES)
                .putInt(number)
                .putInt(PIECE_BYTES - Integer.BYTES, number)
                .array();
    }

    @Override
    public void round(Random random) throws Exception {
        int count = 1 + random.nextInt(MOST_PIECES);
        try (RawClient client = RawClient.openNarrow(servers.clearPort(), "/pour/" + count)) {
            client.timeout(60_000);
            tally.connections().increment();
            client.send(WireFrame.text("go"));
            int taken = random.nextBoolean() ? count : random.nextInt(count);
            for (int i = 0; i < taken; i++) {
                Thread.sleep(random.nextInt(5));
                if (!client.readFrame().equals(WireFrame.binary(piece(i)))) {
                    throw new AssertionError("message " + i + " of " + count + " is another one");
                }
                tally.pieces().increment();
            }
            if (random.nextBoolean()) {
                client.reset();
            }
        }
    }
}
