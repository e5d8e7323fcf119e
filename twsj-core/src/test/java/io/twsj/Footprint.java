package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process holds, after a garbage collection.
 *
 * @param direct bytes of direct buffers
 */
public record Footprint(int threads, int descriptors, long direct, long heap) {

    /** The JVM's own, such as those that carry virtual threads, come and go. */
    private static final int THREAD_SLACK = 2;

    /** Chunks that a loop keeps for the next slow peer, and the JDK's buffers for each thread that writes. */
    private static final long DIRECT_SLACK = 4 << 20;

    /** The JDK remembers TLS sessions for a day, and gives them up when memory is short. */
    private static final long HEAP_SLACK = 8 << 20;

    public static Footprint now() {
        System.gc();
        return new Footprint(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ServerThreads.descriptors(),
                directBytes(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Fails unless this is about as little as another time. */
    public void isNoLargerThan(Footprint before) {
        assertThat(threads)
                .as("threads, %s, before %s", this, before)
                .isLessThanOrEqualTo(before.threads + THREAD_SLACK);
        assertThat(descriptors).as("descriptors, %s, before %s", this, before).isLessThanOrEqualTo(before.descriptors);
        assertThat(direct).as("direct memory, %s, before %s", this, before).isLessThan(before.direct + DIRECT_SLACK);
        assertThat(heap).as("heap, %s, before %s", this, before).isLessThan(before.heap + HEAP_SLACK);
    }
}
