package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A loop's stock of buffers for messages that arrive in pieces. */
class PayloadBuffersTest {

    private final PayloadBuffers buffers = new PayloadBuffers();

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 2", "3, 4", "256, 256", "257, 512", "1000000, 1048576", "1048576, 1048576"})
    void aBufferIsAtLeastAsLargeAsAskedAndAPowerOfTwo(int asked, int capacity) {
        ByteBuffer buffer = buffers.acquire(asked);
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.capacity()).isEqualTo(capacity);
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(capacity);
    }

    @Test
    void theSmallestThatFitsIsUsedAgain() {
        ByteBuffer small = buffers.acquire(256);
        ByteBuffer middle = buffers.acquire(1024);
        ByteBuffer large = buffers.acquire(4096);
        buffers.release(large);
        buffers.release(middle.putInt(1).flip());
        buffers.release(small);
        ByteBuffer again = buffers.acquire(300);
        assertThat(again).isSameAs(middle);
        assertThat(again.remaining()).isEqualTo(1024);
        assertThat(buffers.acquire(300)).isSameAs(large);
        assertThat(buffers.acquire(300)).isNotSameAs(small);
        assertThat(buffers.acquire(10)).isSameAs(small);
    }

    @Test
    void theStockIsBoundedInNumber() {
        List<ByteBuffer> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(buffers.acquire(256));
        }
        many.forEach(buffers::release);
        Set<ByteBuffer> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.addAll(many);
        int usedAgain = 0;
        for (int i = 0; i < 100; i++) {
            usedAgain += known.contains(buffers.acquire(256)) ? 1 : 0;
        }
        assertThat(usedAgain).isBetween(1, 64);
    }

    @Test
    void theStockIsBoundedInBytes() {
        ByteBuffer huge = buffers.acquire(32 << 20);
        buffers.release(huge);
        assertThat(buffers.acquire(32 << 20)).isNotSameAs(huge);
    }
}
