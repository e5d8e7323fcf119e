package io.twsj.spring.guide;

import io.twsj.ServerStatistics;
import io.twsj.spring.server.TwsjServerLifecycle;
import org.springframework.stereotype.Component;

@Component
class Report {
    private final TwsjServerLifecycle server;

    Report(TwsjServerLifecycle server) {
        this.server = server;
    }

    String line() {
        ServerStatistics counted = server.statistics();
        return counted == null
                ? "not started"
                : counted.openConnections() + " open, " + counted.receivedMessages() + " messages received";
    }
}
