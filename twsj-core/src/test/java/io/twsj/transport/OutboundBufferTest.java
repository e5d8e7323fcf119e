package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output that waits: everything leaves once and in order, however little the channel takes at a time. */
class OutboundBufferTest {

    private final ChunkPool pool = new ChunkPool();
    private final OutboundBuffer buffer = new OutboundBuffer(pool);

    /** Takes some bytes at a time, then none until asked again. */
    private static final class Narrow implements WritableByteChannel {

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int room;

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (room < 0) {
                throw new IOException("gone");
            }
            int count = Math.min(room, source.remaining());
            for (int i = 0; i < count; i++) {
                taken.write(source.get());
            }
            room -= count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final Narrow channel = new Narrow();

    private long write(int room) throws IOException {
        channel.room = room;
        return buffer.writeTo(channel);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, ChunkPool.CHUNK_BYTES - 1, ChunkPool.CHUNK_BYTES, ChunkPool.CHUNK_BYTES + 1, 300_000})
    void whatIsAppendedLeavesInOrder(int size) throws IOException {
        byte[] bytes = random(size);
        ByteBuffer source = ByteBuffer.wrap(bytes);
        buffer.append(source);
        assertThat(source.hasRemaining()).isFalse();
        assertThat(buffer.size()).isEqualTo(size);
        assertThat(write(0)).isZero();
        long left = size;
        while (left > 0) {
            long written = write(7777);
            assertThat(written).isEqualTo(Math.min(7777, left));
            left -= written;
            assertThat(buffer.size()).isEqualTo(left);
        }
        assertThat(channel.taken.toByteArray()).isEqualTo(bytes);
        assertThat(write(10)).isZero();
    }

    @Test
    void appendingAndWritingMayAlternate() throws IOException {
        Random random = new Random(3);
        byte[] bytes = random(1_000_000);
        ByteBuffer source = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        while (source.hasRemaining() || buffer.size() > 0) {
            int piece = Math.min(random.nextInt(40_000), source.remaining());
            buffer.append(source.slice(source.position(), piece));
            source.position(source.position() + piece);
            write(random.nextInt(40_000));
        }
        assertThat(channel.taken.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void onlyWhatLiesBetweenPositionAndLimitCounts() throws IOException {
        buffer.append(ByteBuffer.wrap(new byte[] {0, 1, 2, 3}).position(1).limit(3));
        buffer.append(ByteBuffer.allocate(0));
        write(100);
        assertThat(channel.taken.toByteArray()).containsExactly(1, 2);
    }

    @Test
    void writtenChunksGoBackToThePool() throws IOException {
        buffer.append(ByteBuffer.wrap(random(3 * ChunkPool.CHUNK_BYTES)));
        write(3 * ChunkPool.CHUNK_BYTES);
        ByteBuffer one = pool.acquire();
        ByteBuffer two = pool.acquire();
        pool.release(one);
        pool.release(two);
        buffer.append(ByteBuffer.wrap(random(10)));
        buffer.release();
        assertThat(buffer.size()).isZero();
        assertThat(write(100)).isZero();
    }

    @Test
    void aChannelThatFailsSaysSo() {
        buffer.append(ByteBuffer.wrap(random(10)));
        channel.room = -1;
        assertThatThrownBy(() -> buffer.writeTo(channel)).isInstanceOf(IOException.class);
    }

    @Test
    void chunksAreUsedAgain() {
        ByteBuffer chunk = pool.acquire();
        assertThat(chunk.isDirect()).isTrue();
        assertThat(chunk.remaining()).isEqualTo(ChunkPool.CHUNK_BYTES);
        chunk.putInt(1).flip();
        pool.release(chunk);
        ByteBuffer again = pool.acquire();
        assertThat(again).isSameAs(chunk);
        assertThat(again.remaining()).isEqualTo(ChunkPool.CHUNK_BYTES);
    }
}
