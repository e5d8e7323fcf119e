package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.ServerStatistics;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.server.TwsjServerLifecycle;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.annotation.DirtiesContext;

/** What the server counts is at hand for every bean. */
@SpringBootTest
@DirtiesContext
class StatisticsTest {

    @Configuration
    @EnableAutoConfiguration
    @Import({Echo.class, Report.class})
    static class Application {}

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String text(String text) {
            return text;
        }
    }

    /** Stands in the README. */
    @Component
    static class Report {
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

    @Test
    void aBeanTellsWhatTheServerHasCountedAlsoAfterItsEnd(
            @Autowired Report report, @Autowired ConfigurableApplicationContext context) throws InterruptedException {
        int port = context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
        assertThat(report.line()).isEqualTo("0 open, 0 messages received");
        try (TestClient client = TestClient.connect(port, "/echo")) {
            client.send("a").send("b");
            assertThat(client.next()).isEqualTo("a");
            assertThat(client.next()).isEqualTo("b");
            await().untilAsserted(() -> assertThat(report.line()).isEqualTo("1 open, 2 messages received"));
        }

        context.stop();
        assertThat(report.line()).isEqualTo("0 open, 2 messages received");

        context.start();
        assertThat(report.line()).isEqualTo("0 open, 0 messages received");
    }

    @Test
    void beforeTheStartThereIsNothingToTell() {
        assertThat(new Report(new TwsjServerLifecycle(() -> null, event -> {})).line())
                .isEqualTo("not started");
    }
}
