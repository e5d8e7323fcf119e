package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications from start to end. */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationLifeTest {

    @Configuration
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Slow slow() {
            return new Slow();
        }
    }

    @WebSocketHandler("/slow")
    static class Slow {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        volatile boolean closed;

        @OnMessage
        String on(String text) throws InterruptedException {
            if (text.equals("wait")) {
                entered.countDown();
                release.await();
            }
            return text;
        }

        @OnClose
        void close() {
            closed = true;
        }
    }

    private static ConfigurableApplicationContext run(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .properties("twsj.server.port=0", "twsj.server.address=127.0.0.1", "spring.main.banner-mode=off")
                .run(properties);
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
    }

    @Test
    void clientsSee1001WhenTheContextIsClosed() throws Exception {
        ConfigurableApplicationContext context = run();
        Slow handler = context.getBean(Slow.class);
        TestClient client = TestClient.connect(port(context), "/slow").send("x");
        assertThat(client.next()).isEqualTo("x");

        context.close();

        assertThat(client.closed()).isEqualTo("1001");
        assertThat(handler.closed).isTrue();
    }

    @Test
    void theCloseCodeOfAStopCanBeChosen() throws Exception {
        ConfigurableApplicationContext context =
                run("--twsj.server.shutdown.close-code=1012", "--twsj.server.shutdown.spread=100ms");
        TestClient client = TestClient.connect(port(context), "/slow").send("x");
        assertThat(client.next()).isEqualTo("x");

        context.close();

        assertThat(client.closed()).isEqualTo("1012");
    }

    /** As devtools restart an application. */
    @Test
    void anApplicationThatStartsAgainGetsItsPortAtOnce() throws Exception {
        ConfigurableApplicationContext first = run();
        int port = port(first);
        TestClient client = TestClient.connect(port, "/slow").send("x");
        assertThat(client.next()).isEqualTo("x");
        first.close();

        try (ConfigurableApplicationContext second = run("--twsj.server.port=" + port);
                TestClient again = TestClient.connect(port, "/slow").send("y")) {
            assertThat(second.isActive()).isTrue();
            assertThat(again.next()).isEqualTo("y");
        }
        assertThat(client.closed()).isEqualTo("1001");
    }

    @Test
    void aMessageInFlightIsAnsweredBeforeTheEnd() throws Exception {
        ConfigurableApplicationContext context = run();
        Slow handler = context.getBean(Slow.class);
        TestClient client = TestClient.connect(port(context), "/slow").send("wait");
        assertThat(handler.entered.await(10, TimeUnit.SECONDS)).isTrue();

        Thread closing = new Thread(context::close);
        closing.start();
        handler.release.countDown();
        closing.join();

        assertThat(client.next()).isEqualTo("wait");
        assertThat(client.closed()).isEqualTo("1001");
    }

    @Test
    void aHandlerThatNeverReturnsIsCutAfterTheGracePeriod() throws Exception {
        ConfigurableApplicationContext context = run("--twsj.server.shutdown.grace-period=50ms");
        Slow handler = context.getBean(Slow.class);
        TestClient client = TestClient.connect(port(context), "/slow").send("wait");
        assertThat(handler.entered.await(10, TimeUnit.SECONDS)).isTrue();

        context.close();

        assertThatThrownBy(client::closed).isNotNull();
    }

    @Test
    void thePathPrefixIsPutBeforeEveryPath() throws Exception {
        try (ConfigurableApplicationContext context = run("--twsj.server.path-prefix=/ws");
                TestClient client =
                        TestClient.connect(port(context), "/ws/slow").send("x")) {
            assertThat(client.next()).isEqualTo("x");
        }
    }

    @Test
    void pagesOfOtherOriginsAreRefusedUnlessAllowed() {
        try (ConfigurableApplicationContext context = run()) {
            assertThatThrownBy(() -> connectFrom("https://evil.example", port(context)))
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode())
                                    .isEqualTo(403));
        }
        try (ConfigurableApplicationContext context = run("--twsj.server.allowed-origins=https://good.example")) {
            assertThat(connectFrom("https://good.example", port(context))).isNotNull();
        }
        try (ConfigurableApplicationContext context = run("--twsj.server.allowed-origins=*")) {
            assertThat(connectFrom("https://any.example", port(context))).isNotNull();
        }
    }

    private static WebSocket connectFrom(String origin, int port) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/slow"), new WebSocket.Listener() {})
                .join();
    }

    @Test
    void aTakenPortIsExplained(CapturedOutput output) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> run("--twsj.server.port=" + taken.getLocalPort()))
                    .isNotNull();

            assertThat(output.getAll())
                    .contains("APPLICATION FAILED TO START")
                    .contains(":" + taken.getLocalPort() + ": Address already in use")
                    .contains("set twsj.server.port to a free one");
        }
    }

    @Test
    void aWrongPropertyIsExplained(CapturedOutput output) {
        assertThatThrownBy(() -> run("--twsj.server.message.max-size=0")).isNotNull();

        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START")
                .contains("Invalid value '0' for configuration property 'twsj.server.message.max-size'")
                .contains("It must be positive");
    }
}
