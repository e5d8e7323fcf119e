package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.Execution;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.http.HttpResponder;
import io.twsj.http.HttpResponse;
import io.twsj.message.Message;
import io.twsj.spring.annotation.LocalWebSocketPort;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/** Handlers of a Boot application, reached over real sockets by the JDK's client. */
@SpringBootTest(
        classes = EndToEndTest.Application.class,
        properties = {"twsj.server.port=0", "twsj.server.address=127.0.0.1", "twsj.server.message.max-size=1000B"})
@ExtendWith(OutputCaptureExtension.class)
class EndToEndTest {

    record Point(int x, int y) {}

    @Configuration
    @EnableAutoConfiguration
    @Import({Echo.class, Inline.class, Points.class, Failing.class, Ending.class})
    static class Application {

        static final AtomicInteger PROXY_CALLS = new AtomicInteger();

        @Bean
        @WebSocketHandler("/bean-method")
        Plain plain() {
            return new Plain();
        }

        @Bean
        Proxied proxied() {
            return new Proxied();
        }

        @Bean
        static MethodInterceptor counting() {
            return invocation -> {
                PROXY_CALLS.incrementAndGet();
                return invocation.proceed();
            };
        }

        @Bean
        static BeanNameAutoProxyCreator proxies() {
            BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
            creator.setProxyTargetClass(true);
            creator.setBeanNames("proxied");
            creator.setInterceptorNames("counting");
            return creator;
        }

        @Bean
        @Order(2)
        HttpResponder last() {
            return request -> HttpResponse.text(200, "last");
        }

        @Bean
        @Order(1)
        HttpResponder first() {
            return request -> request.path().equals("/first") ? HttpResponse.text(200, "first") : null;
        }
    }

    @WebSocketHandler(
            path = "/echo",
            subprotocols = {"two", "three"})
    static class Echo {
        @OnMessage
        String text(String text) {
            return text;
        }

        @OnMessage
        byte[] binary(byte[] bytes) {
            return bytes;
        }
    }

    @WebSocketHandler(path = "/inline", execution = Execution.INLINE)
    static class Inline {
        @OnMessage
        Message on(Message message, WebSocketConnection connection) {
            connection.send(Thread.currentThread().getName());
            return message;
        }
    }

    @WebSocketHandler("/points/{scale}")
    static class Points {
        @OnOpen
        String open(@PathVariable double scale) {
            return "scale " + scale;
        }

        @OnMessage
        Point scale(Point point, @PathVariable int scale) {
            return new Point(point.x() * scale, point.y() * scale);
        }
    }

    @WebSocketHandler("/failing")
    static class Failing {
        @OnMessage
        void on(String text) {
            if (text.equals("state")) {
                throw new IllegalStateException("secret of the state");
            }
            throw new IllegalArgumentException(text);
        }

        @OnError
        Point illegal(IllegalArgumentException error) {
            return new Point(error.getMessage().length(), 0);
        }
    }

    @WebSocketHandler("/ending")
    static class Ending {
        final CompletableFuture<CloseReason> reason = new CompletableFuture<>();

        @OnClose
        void close(CloseReason reason) {
            this.reason.complete(reason);
        }
    }

    static class Plain {
        @OnMessage
        String on(String text) {
            return "plain " + text;
        }
    }

    @WebSocketHandler("/proxied")
    static class Proxied {
        @OnMessage
        String on(String text) {
            return "proxied " + text;
        }
    }

    @LocalWebSocketPort
    int port;

    @Autowired
    Ending ending;

    @Test
    void textAndBinaryMessagesComeBack() throws Exception {
        try (TestClient client = TestClient.connect(port, "/echo")) {
            client.send("grüß dich").send(new byte[] {0, (byte) 0xff}).send("");

            assertThat(client.next()).isEqualTo("grüß dich");
            assertThat(client.next()).isEqualTo("#00ff");
            assertThat(client.next()).isEmpty();
        }
    }

    @Test
    void theHandlersSubprotocolIsAgreed() {
        try (TestClient client = TestClient.connect(port, "/echo", "one", "two", "three")) {
            assertThat(client.subprotocol()).isEqualTo("two");
        }
    }

    @Test
    void anInlineHandlerRunsOnTheEventLoop() throws Exception {
        try (TestClient client = TestClient.connect(port, "/inline")) {
            client.send("x");

            assertThat(client.next()).startsWith("twsj-loop-");
            assertThat(client.next()).isEqualTo("x");
        }
    }

    @Test
    void recordsTravelAsJsonAndPathVariablesAreTyped() throws Exception {
        try (TestClient client = TestClient.connect(port, "/points/3")) {
            client.send("{\"x\":1,\"y\":2}");

            assertThat(client.next()).isEqualTo("scale 3.0");
            assertThat(client.next()).isEqualTo("{\"x\":3,\"y\":6}");
        }
    }

    @Test
    void aPathVariableOfTheWrongTypeClosesTheConnectionWith1008() {
        try (TestClient client = TestClient.connect(port, "/points/much")) {
            assertThat(client.closed()).isEqualTo("1008 path variable 'scale' is not of the right type");
        }
    }

    @Test
    void malformedJsonClosesTheConnectionWith1007() {
        try (TestClient client = TestClient.connect(port, "/points/1").send("{")) {
            assertThat(client.closed()).isEqualTo("1007 malformed message at line 1, column 2");
        }
    }

    @Test
    void anErrorMethodsReplyIsSentAndTheConnectionStays() throws Exception {
        try (TestClient client = TestClient.connect(port, "/failing")) {
            client.send("abc").send("de");

            assertThat(client.next()).isEqualTo("{\"x\":3,\"y\":0}");
            assertThat(client.next()).isEqualTo("{\"x\":2,\"y\":0}");
        }
    }

    @Test
    void anExceptionClosesTheConnectionWith1011AndStandsInTheLogOnly(CapturedOutput output) {
        try (TestClient client = TestClient.connect(port, "/failing").send("state")) {
            assertThat(client.closed()).isEqualTo("1011");
        }

        assertThat(output.getAll())
                .contains("Failing.on(String) failed")
                .contains("java.lang.IllegalStateException: secret of the state")
                .contains("at " + Failing.class.getName() + ".on(EndToEndTest.java:");
    }

    @Test
    void aKindOfMessageTheHandlerDoesNotTakeClosesTheConnectionWith1003() {
        try (TestClient client = TestClient.connect(port, "/failing").send(new byte[1])) {
            assertThat(client.closed()).startsWith("1003");
        }
    }

    @Test
    void aMessageAboveTheLimitClosesTheConnectionWith1009() {
        try (TestClient client = TestClient.connect(port, "/echo").send("x".repeat(1001))) {
            assertThat(client.closed()).startsWith("1009");
        }
    }

    @Test
    void theHandlerHearsOfTheEnd() throws Exception {
        TestClient.connect(port, "/ending").close();

        assertThat(ending.reason.get(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.NORMAL);
    }

    @Test
    void aBeanMethodCanMakeAHandler() throws Exception {
        try (TestClient client = TestClient.connect(port, "/bean-method").send("x")) {
            assertThat(client.next()).isEqualTo("plain x");
        }
    }

    @Test
    void aProxiedHandlerIsCalledThroughItsProxy() throws Exception {
        int before = Application.PROXY_CALLS.get();

        try (TestClient client = TestClient.connect(port, "/proxied").send("x")) {
            assertThat(client.next()).isEqualTo("proxied x");
        }

        assertThat(Application.PROXY_CALLS.get()).isGreaterThan(before);
    }

    @Test
    void aPathWithoutAHandlerIsNotFound() {
        assertThatThrownBy(() -> TestClient.connect(port, "/nowhere"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(404));
    }

    @Test
    void respondersAnswerPlainRequestsInTheirOrder() throws Exception {
        assertThat(get("/first")).isEqualTo("first");
        assertThat(get("/other")).isEqualTo("last");
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
