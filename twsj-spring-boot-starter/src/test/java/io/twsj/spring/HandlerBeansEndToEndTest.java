package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.WebSocketConnection;
import io.twsj.message.Message;
import io.twsj.spring.annotation.ConnectionScoped;
import io.twsj.spring.annotation.LocalWebSocketPort;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.MessageCodec;
import io.twsj.spring.handler.WebSocketRoutes;
import jakarta.annotation.PreDestroy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What handlers may be as beans: proxied, one a connection, or lambdas; and codecs of the application. */
@SpringBootTest(
        classes = HandlerBeansEndToEndTest.Application.class,
        properties = {"twsj.server.port=0", "twsj.server.address=127.0.0.1"})
class HandlerBeansEndToEndTest {

    @Configuration
    @EnableAutoConfiguration
    @EnableAsync
    @EnableTransactionManagement
    @Import({Counter.class, Tally.class, Shared.class, InTransaction.class, Elsewhere.class, Temperatures.class})
    static class Application {

        @Bean
        PlatformTransactionManager transactions() {
            return new NoDatabase();
        }

        @Bean
        MessageCodec<Celsius> celsius() {
            return new CelsiusCodec();
        }

        @Bean
        WebSocketRoutes routes() {
            return WebSocketRoutes.create()
                    .path(
                            "/lambda/echo",
                            route -> route.onOpen(connection -> connection.send("welcome"))
                                    .onText((connection, text) -> text + "!")
                                    .onBinary((connection, bytes) -> bytes.position(1)))
                    .path("/later", route -> route.onText((connection, kind) -> later(kind)))
                    .path(
                            "/lambda/{room}",
                            route -> route.onJson(Point.class, (connection, point) -> new Point(point.y(), point.x())));
        }
    }

    /** Each kind of reply that does not come at once. */
    private static Object later(String kind) {
        return switch (kind) {
            case "stage" -> CompletableFuture.supplyAsync(() -> "1");
            case "stream" -> Stream.of("1", "2", "3");
            case "flux" -> Flux.just("1", "2");
            case "mono" -> Mono.just("1");
            default -> CompletableFuture.failedFuture(new IllegalStateException("no such kind"));
        };
    }

    record Point(int x, int y) {}

    @SuppressWarnings("serial")
    static class NoDatabase extends AbstractPlatformTransactionManager {

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    @LocalWebSocketPort
    int port;

    @ConnectionScoped
    @WebSocketHandler("/counter")
    static class Counter {

        static final BlockingQueue<Integer> ENDS = new LinkedBlockingQueue<>();

        private int messages;

        @OnMessage
        int count(String text) {
            return ++messages;
        }

        @PreDestroy
        void end() {
            ENDS.add(messages);
        }
    }

    @Test
    void aScopedHandlerIsOneAConnectionAndIsDestroyedWithIt() throws Exception {
        try (TestClient first = TestClient.connect(port, "/counter");
                TestClient second = TestClient.connect(port, "/counter")) {
            assertThat(first.send("a").next()).isEqualTo("1");
            assertThat(first.send("b").next()).isEqualTo("2");
            assertThat(second.send("a").next()).isEqualTo("1");
        }
        assertThat(Counter.ENDS.poll(10, TimeUnit.SECONDS) + Counter.ENDS.poll(10, TimeUnit.SECONDS))
                .isEqualTo(3);
    }

    @Component
    @ConnectionScoped
    static class Tally {

        private int sum;

        int add(int value) {
            sum += value;
            return sum;
        }
    }

    @WebSocketHandler("/tally")
    static class Shared {

        private final Tally tally;

        Shared(Tally tally) {
            this.tally = tally;
        }

        @OnMessage
        int add(int value) {
            return tally.add(value);
        }
    }

    @Test
    void aSharedHandlerFindsTheBeanOfTheConnectionItIsCalledFor() throws Exception {
        try (TestClient first = TestClient.connect(port, "/tally");
                TestClient second = TestClient.connect(port, "/tally")) {
            assertThat(first.send("5").next()).isEqualTo("5");
            assertThat(second.send("1").next()).isEqualTo("1");
            assertThat(first.send("2").next()).isEqualTo("7");
        }
    }

    @WebSocketHandler("/transaction")
    static class InTransaction {

        @OnMessage
        @Transactional
        public String on(String text) {
            return text + TransactionSynchronizationManager.isActualTransactionActive();
        }
    }

    @Test
    void aTransactionalMethodRunsInItsTransaction() throws Exception {
        try (TestClient client = TestClient.connect(port, "/transaction").send("active: ")) {
            assertThat(client.next()).isEqualTo("active: true");
        }
    }

    @WebSocketHandler("/async")
    static class Elsewhere {

        @Async
        @OnMessage
        public CompletableFuture<String> on(String text, WebSocketConnection connection) {
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }
    }

    @Test
    void anAsyncMethodRunsOnTheApplicationsExecutorAndItsFutureIsTheReply() throws Exception {
        try (TestClient client = TestClient.connect(port, "/async").send("x")) {
            assertThat(client.next()).startsWith("task-");
        }
    }

    record Celsius(int degrees) {}

    static class CelsiusCodec implements MessageCodec<Celsius> {

        @Override
        public Class<Celsius> type() {
            return Celsius.class;
        }

        @Override
        public Celsius decode(Message message) {
            return new Celsius(message.payload().get(0));
        }

        @Override
        public Message encode(Celsius value) {
            return Message.binary(ByteBuffer.allocate(1).put(0, (byte) value.degrees()));
        }
    }

    @WebSocketHandler("/temperatures")
    static class Temperatures {

        @OnMessage
        Celsius warmer(Celsius now) {
            return new Celsius(now.degrees() + 1);
        }

        @OnMessage
        String text(String text) {
            return text;
        }
    }

    @Test
    void aCodecOfTheApplicationReadsAndWritesItsType() throws Exception {
        try (TestClient client = TestClient.connect(port, "/temperatures")) {
            assertThat(client.send(new byte[] {21}).next()).isEqualTo("#16");
            assertThat(client.send("text").next()).isEqualTo("text");
        }
    }

    @Test
    void lambdasServeAPathLikeAHandler() throws Exception {
        try (TestClient client = TestClient.connect(port, "/lambda/echo")) {
            assertThat(client.next()).isEqualTo("welcome");
            assertThat(client.send("x").next()).isEqualTo("x!");
            assertThat(client.send(new byte[] {1, 2}).next()).isEqualTo("#02");
        }
        try (TestClient client = TestClient.connect(port, "/lambda/blue")) {
            assertThat(client.send("{\"x\":1,\"y\":2}").next()).isEqualTo("{\"x\":2,\"y\":1}");
            assertThat(client.send("{\"x\":").closed()).isEqualTo("1007 malformed message at line 1, column 6");
        }
    }

    @Test
    void aLambdaMayReplyLaterAndWithManyValues() throws Exception {
        try (TestClient client = TestClient.connect(port, "/later")) {
            assertThat(client.send("stage").next()).isEqualTo("1");
            assertThat(client.send("mono").next()).isEqualTo("1");
            client.send("stream");
            assertThat(List.of(client.next(), client.next(), client.next())).containsExactly("1", "2", "3");
            client.send("flux");
            assertThat(List.of(client.next(), client.next())).containsExactly("1", "2");

            assertThat(client.send("nothing known").closed()).startsWith("1011");
        }
    }
}
