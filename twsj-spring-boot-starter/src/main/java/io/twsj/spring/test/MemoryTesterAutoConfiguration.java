package io.twsj.spring.test;

import io.twsj.ConnectOptions;
import io.twsj.MemoryTransport;
import io.twsj.WebSocketClient;
import io.twsj.spring.server.TwsjServerCustomizer;
import java.net.URI;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Joins server and tester in memory. For {@link WebSocketHandlerTest} only. */
@AutoConfiguration(before = TwsjTesterAutoConfiguration.class)
public final class MemoryTesterAutoConfiguration {

    private static final URI ANY = URI.create("ws://localhost/");

    @Bean
    MemoryTransport twsjMemoryTransport() {
        return new MemoryTransport();
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    TwsjServerCustomizer twsjMemoryCustomizer(MemoryTransport memory) {
        return server -> server.memory(memory).loops(1);
    }

    @Bean
    TesterClient twsjMemoryTesterClient(MemoryTransport memory) {
        return new TesterClient(
                WebSocketClient.builder().daemon(true).memory(memory).build(), () -> ANY, ConnectOptions.DEFAULT);
    }
}
