package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.OutboundQueue.Entry;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits behind a slow peer's output, which of it goes when there is no room, and in which order the rest leaves. */
class OutboundQueueTest {

    private static final int HIGH_MARK = 100;
    private static final int MAX_BYTES = 2000;
    private static final int MAX_MESSAGES = 10;

    private final AtomicLong linkBytes = new AtomicLong();

    private OutboundQueue queue(Overflow policy) {
        ConnectionOptions options = ConnectionOptions.builder()
                .outboundHighMark(HIGH_MARK)
                .maxOutboundBytes(MAX_BYTES)
                .maxOutboundMessages(MAX_MESSAGES)
                .overflow(policy)
                .build();
        return new OutboundQueue(linkBytes::get, options, () -> CloseReason.NORMAL);
    }

    private static Entry entry(int size, boolean droppable, @Nullable Object key) {
        return new Entry(Message.binary(new byte[size]), null, droppable, key);
    }

    private static @Nullable Entry next(OutboundQueue queue) {
        return queue.next(() -> true);
    }

    // The model: one list, gone through from the beginning each time

    /** The same in the plainest way. */
    private final class Model {

        private final Overflow policy;
        private final List<Entry> waiting = new ArrayList<>();

        Model(Overflow policy) {
            this.policy = policy;
        }

        List<Entry> offer(Entry entry) {
            List<Entry> kept = new ArrayList<>(waiting);
            List<Entry> dropped = new ArrayList<>();
            if (policy != Overflow.DROP_NEWEST) {
                kept.removeIf(Entry::isDroppable);
            }
            if (!fits(kept, entry)) {
                return List.of(entry);
            }
            for (Entry earlier : waiting) {
                if (entry.key() != null && entry.key().equals(earlier.key())) {
                    dropped.add(earlier);
                }
            }
            waiting.removeAll(dropped);
            while (!fits(waiting, entry)) {
                Entry oldest =
                        waiting.stream().filter(Entry::isDroppable).findFirst().orElseThrow();
                waiting.remove(oldest);
                dropped.add(oldest);
            }
            waiting.add(entry);
            return dropped;
        }

        private boolean fits(List<Entry> others, Entry entry) {
            long before =
                    linkBytes.get() + others.stream().mapToInt(Entry::cost).sum();
            return others.size() < MAX_MESSAGES
                    && (before <= HIGH_MARK || before + entry.message().size() + 64 <= MAX_BYTES);
        }
    }

    static Stream<Arguments> runs() {
        return Stream.of(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST, Overflow.LATEST_PER_KEY)
                .flatMap(policy ->
                        Stream.iterate(1L, seed -> seed + 1).limit(200).map(seed -> Arguments.of(policy, seed)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void itDoesWhatAPlainListWould(Overflow policy, long seed) {
        Random random = new Random(seed);
        OutboundQueue queue = queue(policy);
        Model model = new Model(policy);
        int large = random.nextInt(1, MAX_BYTES);
        for (int step = 0; step < 500; step++) {
            linkBytes.set(random.nextInt(4) == 0 ? random.nextInt(MAX_BYTES + 100) : random.nextInt(HIGH_MARK * 2));
            if (random.nextInt(10) < 7) {
                boolean droppable = random.nextInt(4) > 0;
                Object key = droppable && policy == Overflow.LATEST_PER_KEY && random.nextBoolean()
                        ? "key " + random.nextInt(5)
                        : null;
                Entry entry = entry(random.nextInt(random.nextInt(20) == 0 ? large : 200), droppable, key);
                assertThat(queue.offer(entry)).containsExactlyElementsOf(model.offer(entry));
            } else {
                boolean takesMore = linkBytes.get() <= HIGH_MARK;
                Entry expected = takesMore && !model.waiting.isEmpty() ? model.waiting.remove(0) : null;
                assertThat(next(queue)).isSameAs(expected);
            }
            assertThat(queue.count()).isEqualTo(model.waiting.size());
            assertThat(queue.bytes())
                    .isEqualTo(model.waiting.stream()
                            .mapToLong(each -> each.message().size())
                            .sum());
        }
        assertThat(queue.end()).isEqualTo(model.waiting);
        assertThat(queue.count()).isZero();
        assertThat(queue.bytes()).isZero();
    }

    // One by one

    @Test
    void theOldestThatMayBeDroppedGoesFirst() {
        linkBytes.set(HIGH_MARK + 1);
        OutboundQueue queue = queue(Overflow.DROP_OLDEST);
        Entry kept = entry(1, false, null);
        Entry oldest = entry(1, true, null);
        queue.offer(kept);
        queue.offer(oldest);
        for (int i = 2; i < MAX_MESSAGES; i++) {
            assertThat(queue.offer(entry(1, true, null))).isEmpty();
        }
        assertThat(queue.offer(entry(1, true, null))).containsExactly(oldest);
        linkBytes.set(0);
        assertThat(next(queue)).isSameAs(kept);
    }

    @Test
    void nobodyIsDroppedForWhatWouldNotFitAnyway() {
        linkBytes.set(HIGH_MARK + 1);
        OutboundQueue queue = queue(Overflow.DROP_OLDEST);
        queue.offer(entry(1, true, null));
        Entry huge = entry(MAX_BYTES, true, null);
        assertThat(queue.offer(huge)).containsExactly(huge);
        assertThat(queue.count()).isEqualTo(1);
    }

    @Test
    void theNewestOfAKeyKeepsItsOwnPlaceInTheOrder() {
        linkBytes.set(HIGH_MARK + 1);
        OutboundQueue queue = queue(Overflow.LATEST_PER_KEY);
        Entry old = entry(1, true, "ann");
        Entry between = entry(2, true, "bob");
        Entry young = entry(3, true, "ann");
        queue.offer(old);
        queue.offer(between);
        assertThat(queue.offer(young)).containsExactly(old);
        linkBytes.set(0);
        assertThat(next(queue)).isSameAs(between);
        assertThat(next(queue)).isSameAs(young);
        assertThat(next(queue)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheEngineMustNotTakeYetStays(Overflow policy) {
        OutboundQueue queue = queue(policy);
        queue.add(entry(1, false, null));
        assertThat(queue.next(() -> false)).isNull();
        linkBytes.set(HIGH_MARK + 1);
        assertThat(next(queue)).isNull();
        assertThat(queue.nextAtOnce()).isNotNull();
        assertThat(queue.nextAtOnce()).isNull();
    }

    @Test
    void nothingBeginsToWaitAfterTheEnd() {
        OutboundQueue queue = queue(Overflow.DROP_OLDEST);
        Entry lost = entry(1, true, null);
        queue.offer(lost);
        assertThat(queue.end()).containsExactly(lost);
        assertThatThrownBy(() -> queue.offer(entry(1, true, null))).isInstanceOf(ConnectionClosedException.class);
        assertThatThrownBy(() -> queue.add(entry(1, true, null))).isInstanceOf(ConnectionClosedException.class);
    }
}
