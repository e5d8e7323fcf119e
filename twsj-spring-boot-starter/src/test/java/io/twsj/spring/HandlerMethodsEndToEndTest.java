package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.HandshakeDecision;
import io.twsj.HandshakeRequest;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.http.HttpResponse;
import io.twsj.http.RequestHead;
import io.twsj.spring.annotation.Broadcast;
import io.twsj.spring.annotation.ConnectionAttribute;
import io.twsj.spring.annotation.LocalWebSocketPort;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnHandshake;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.OnPing;
import io.twsj.spring.annotation.OnPong;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.QueryParam;
import io.twsj.spring.annotation.SendTo;
import io.twsj.spring.annotation.WebSocketAdvice;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.handler.WebSocketRequests;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What handlers' methods can be called for, take and return, over real sockets. */
@SpringBootTest(
        classes = HandlerMethodsEndToEndTest.Application.class,
        properties = {"twsj.server.port=0", "twsj.server.address=127.0.0.1"})
class HandlerMethodsEndToEndTest {

    @Configuration
    @EnableAutoConfiguration
    @Import({Guarded.class, Rooms.class, Asking.class, Parallel.class, Slow.class, Advice.class, Kept.class})
    static class Application {}

    @LocalWebSocketPort
    int port;

    @WebSocketHandler("/guarded/{room}")
    static class Guarded {

        @OnHandshake
        Object check(HandshakeRequest request, @PathVariable String room, @QueryParam(defaultValue = "0") int level) {
            return switch (room) {
                case "closed" -> HttpResponse.text(410, "gone");
                case "private" -> level > 1;
                case "broken" -> throw new IllegalStateException("secret");
                case "later" ->
                    CompletableFuture.completedFuture(
                            HandshakeDecision.proceed().with("X-Room", room));
                default -> null;
            };
        }

        @OnMessage
        String echo(String text, @QueryParam(defaultValue = "7") int level) {
            return text + level;
        }
    }

    private int refusal(String path) {
        try {
            TestClient.connect(port, path).close();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void aHandshakeMethodLetsThroughOrRefuses() {
        assertThat(refusal("/guarded/open")).isEqualTo(101);
        assertThat(refusal("/guarded/later")).isEqualTo(101);
        assertThat(refusal("/guarded/closed")).isEqualTo(410);
        assertThat(refusal("/guarded/private")).isEqualTo(403);
        assertThat(refusal("/guarded/private?level=2")).isEqualTo(101);
        assertThat(refusal("/guarded/open?level=high")).isEqualTo(400);
        assertThat(refusal("/guarded/broken")).isEqualTo(500);
    }

    @Test
    void aValueThatIsMissingHasItsDefault() throws Exception {
        try (TestClient client = TestClient.connect(port, "/guarded/open").send("x")) {
            assertThat(client.next()).isEqualTo("x7");
        }
    }

    record Said(String text) {}

    @WebSocketHandler("/rooms/{room}")
    static class Rooms {

        @OnOpen
        void open(WebSocketConnection connection, @PathVariable String room) {
            connection.join("room-" + room);
        }

        @OnMessage(type = "say")
        @SendTo(room = "room-{room}")
        Said say(String text) {
            return new Said(text);
        }

        @OnMessage(type = "whisper")
        @SendTo(room = "room-{room}", includeSelf = false)
        String whisper(String text) {
            return text;
        }

        @OnMessage(type = "shout")
        @Broadcast
        CompletionStage<Said> shout(String text) {
            return CompletableFuture.supplyAsync(() -> new Said(text));
        }
    }

    @Test
    void whatAMethodReturnsIsSentToARoomOrToAll() throws Exception {
        try (TestClient ann = TestClient.connect(port, "/rooms/blue");
                TestClient bob = TestClient.connect(port, "/rooms/blue");
                TestClient eve = TestClient.connect(port, "/rooms/red")) {
            assertThat(ann.send("{\"type\":\"say\",\"data\":\"here?\"}").next()).contains("here?");
            // Whether bob had joined when ann asked is open.
            String first = bob.send("{\"type\":\"say\",\"data\":\"yes\"}").next();
            assertThat(first.contains("here?") ? bob.next() : first).contains("yes");
            assertThat(ann.next()).contains("yes");
            eve.send("{\"type\":\"say\",\"data\":\"alone\"}");
            assertThat(eve.next()).isEqualTo("{\"type\":\"said\",\"data\":{\"text\":\"alone\"}}");
            ann.send("{\"type\":\"whisper\",\"data\":\"psst\"}");
            ann.send("{\"type\":\"shout\",\"data\":\"all\"}");
            assertThat(eve.next()).isEqualTo("{\"type\":\"said\",\"data\":{\"text\":\"all\"}}");
            assertThat(ann.next()).contains("all");
            assertThat(bob.next()).isEqualTo("{\"type\":\"whisper\",\"data\":\"psst\"}");
            assertThat(bob.next()).contains("all");
        }
    }

    @WebSocketHandler("/asking")
    static class Asking {

        final WebSocketRequests requests;

        Asking(WebSocketRequests requests) {
            this.requests = requests;
        }

        record Age(int years) {}

        @OnMessage(type = "begin")
        void begin(WebSocketConnection connection) {
            requests.request(connection, Envelope.of("age", null), Age.class, Duration.ofSeconds(10))
                    .whenComplete((age, failure) -> connection.send(
                            failure == null
                                    ? "" + age.years()
                                    : failure.getClass().getSimpleName()));
        }

        @OnMessage(type = "hurry")
        void hurry(WebSocketConnection connection) {
            requests.request(connection, Envelope.of("age", null), Age.class, Duration.ofMillis(1))
                    .whenComplete((age, failure) ->
                            connection.send(failure.getCause().getClass().getSimpleName()));
        }
    }

    @Test
    void theServerAsksAPeerAndGetsATypedAnswer() throws Exception {
        try (TestClient client = TestClient.connect(port, "/asking").send("{\"type\":\"begin\"}")) {
            String id = client.next().replaceAll(".*\"id\":(\"s:\\d+\").*", "$1");
            client.send("{\"type\":\"age\",\"id\":" + id + ",\"data\":{\"years\":7}}");
            assertThat(client.next()).isEqualTo("7");

            id = client.send("{\"type\":\"begin\"}").next().replaceAll(".*\"id\":(\"s:\\d+\").*", "$1");
            client.send("{\"id\":" + id + ",\"type\":\"error\",\"data\":{\"code\":\"private\"}}");
            assertThat(client.next()).contains("Exception");
        }
    }

    @Test
    void aRequestThatIsNotAnsweredInTimeFails() throws Exception {
        try (TestClient client = TestClient.connect(port, "/asking").send("{\"type\":\"hurry\"}")) {
            assertThat(client.next()).contains("\"type\":\"age\"");
            assertThat(client.next()).isEqualTo("TimeoutException");
        }
    }

    @WebSocketHandler(path = "/parallel", concurrency = 2)
    static class Parallel {

        final CyclicBarrier both = new CyclicBarrier(2);

        @OnMessage
        String meet(String text) throws Exception {
            both.await(10, TimeUnit.SECONDS);
            return text;
        }
    }

    @Test
    void asManyMessagesAsTheConcurrencySaysAreHandledAtATime() throws Exception {
        try (TestClient client = TestClient.connect(port, "/parallel")) {
            client.send("a").send("b").send("c").send("d");
            assertThat(new String[] {client.next(), client.next(), client.next(), client.next()})
                    .containsExactlyInAnyOrder("a", "b", "c", "d");
        }
    }

    @WebSocketHandler("/slow")
    static class Slow {

        @OnMessage
        CompletionStage<String> later(String text) {
            return CompletableFuture.supplyAsync(
                    () -> text, CompletableFuture.delayedExecutor(text.length() * 30L, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void laterRepliesComeInTheOrderOfTheMessages() throws Exception {
        try (TestClient client = TestClient.connect(port, "/slow")) {
            client.send("aaaa").send("bb").send("c");
            assertThat(new String[] {client.next(), client.next(), client.next()})
                    .containsExactly("aaaa", "bb", "c");
        }
    }

    @WebSocketAdvice
    static class Advice {

        @OnError(ArithmeticException.class)
        ErrorReply arithmetic() {
            return ErrorReply.of("arithmetic", "not a number");
        }
    }

    @WebSocketHandler("/kept")
    static class Kept {

        static final BlockingQueue<String> ENDS = new LinkedBlockingQueue<>();

        record Visits(int count) {}

        @OnOpen
        void open(WebSocketConnection connection) {
            connection.attributes().put(new io.twsj.Attributes.Key<>("visits", Visits.class), new Visits(3));
        }

        @OnMessage
        Object on(String text, WebSocketConnection connection, RequestHead head, @ConnectionAttribute Visits visits) {
            if (text.equals("ping")) {
                connection.ping();
                return null;
            }
            return text.equals("divide") ? visits.count() / (visits.count() - 3) : head.path() + visits.count();
        }

        @OnPing
        String ping(ByteBuffer payload) {
            return "ping " + payload.remaining();
        }

        @OnPong
        String pong(Duration roundTrip) {
            return roundTrip == null ? "pong" : "pong after some time";
        }

        @OnClose
        void close(CloseReason reason, Throwable cause) {
            ENDS.add(reason.code() + " " + cause);
        }
    }

    @Test
    void theHandshakeIsKeptForMethodsThatTakeItAndAttributesAreFilledIn() throws Exception {
        try (TestClient client = TestClient.connect(port, "/kept").send("x")) {
            assertThat(client.next()).isEqualTo("/kept3");
        }
    }

    @Test
    void anAdviceTakesTheErrorsOfAllHandlers() throws Exception {
        try (TestClient client = TestClient.connect(port, "/kept").send("divide")) {
            assertThat(client.next()).isEqualTo("{\"code\":\"arithmetic\",\"message\":\"not a number\"}");
        }
    }

    @Test
    void pingsAndPongsReachTheirMethods() throws Exception {
        try (TestClient client = TestClient.connect(port, "/kept")) {
            client.ping();
            assertThat(client.next()).isEqualTo("ping 0");
            client.pong();
            assertThat(client.next()).isEqualTo("pong");
            client.send("ping");
            assertThat(client.next()).isEqualTo("pong after some time");
        }
    }

    @Test
    void theEndIsToldWithItsCause() throws Exception {
        Kept.ENDS.clear();
        TestClient.connect(port, "/kept").close();
        assertThat(Kept.ENDS.poll(10, TimeUnit.SECONDS)).isEqualTo("1000 null");
    }
}
