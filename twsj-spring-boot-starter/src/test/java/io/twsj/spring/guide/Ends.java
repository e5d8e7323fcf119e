package io.twsj.spring.guide;

import io.twsj.spring.server.WebSocketClosedEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
class Ends {
    final Map<Integer, LongAdder> byCode = new ConcurrentHashMap<>();

    @EventListener
    void count(WebSocketClosedEvent event) {
        byCode.computeIfAbsent(event.getReason().code(), code -> new LongAdder())
                .increment();
    }
}
