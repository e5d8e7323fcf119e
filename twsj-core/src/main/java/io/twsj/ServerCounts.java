package io.twsj;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What a server counts. Close codes and statuses are few, so that no peer can fill the tables. Thread-safe. */
final class ServerCounts {

    final LongAdder accepted = new LongAdder();
    final LongAdder opened = new LongAdder();
    final LongAdder refusedFirstMessages = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder slowPeersCut = new LongAdder();
    final LongAdder handlerFailures = new LongAdder();
    final LongAdder tlsFailures = new LongAdder();

    private final Map<Integer, LongAdder> closedByCode = new ConcurrentHashMap<>();
    private final Map<Integer, LongAdder> refusedByStatus = new ConcurrentHashMap<>();
    private final Map<ServerLimit, LongAdder> limitsHit = new EnumMap<>(ServerLimit.class);
    private final List<MessageCounts> messages = new CopyOnWriteArrayList<>();

    ServerCounts() {
        for (ServerLimit limit : ServerLimit.values()) {
            limitsHit.put(limit, new LongAdder());
        }
    }

    /** Counters for the messages of one more loop. */
    MessageCounts forLoop() {
        MessageCounts counts = new MessageCounts();
        messages.add(counts);
        return counts;
    }

    void closed(int code) {
        closedByCode.computeIfAbsent(code, first -> new LongAdder()).increment();
    }

    void refused(int status) {
        refusedByStatus.computeIfAbsent(status, first -> new LongAdder()).increment();
    }

    void hit(ServerLimit limit) {
        Objects.requireNonNull(limitsHit.get(limit)).increment();
    }

    ServerStatistics snapshot(int open) {
        return new ServerStatistics(
                accepted.sum(),
                open,
                opened.sum(),
                sums(closedByCode),
                sums(refusedByStatus),
                refusedFirstMessages.sum(),
                sum(MessageCounts::received),
                sum(MessageCounts::receivedBytes),
                sum(MessageCounts::sent),
                sum(MessageCounts::sentBytes),
                dropped.sum(),
                sums(limitsHit),
                slowPeersCut.sum(),
                handlerFailures.sum(),
                tlsFailures.sum());
    }

    private long sum(ToLongFunction<MessageCounts> figure) {
        return messages.stream().mapToLong(figure).sum();
    }

    private static <K> Map<K, Long> sums(Map<K, LongAdder> adders) {
        return adders.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }
}
