package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.RawClient.End;
import io.twsj.RawClient.Response;
import io.twsj.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain HTTP requests on a WebSocket server's port. */
class HttpResponderTest {

    private static final String PAGE = "<p>Größe: 7 bytes</p>";
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    private static WebSocketServer server;

    @BeforeAll
    static void start() {
        server = Servers.start(Servers.builder()
                .loops(1)
                .route("/echo", Servers.ECHO)
                .responder(request -> request.path().equals("/page") ? page() : null)
                .responder(request -> switch (request.path()) {
                    case "/page" -> HttpResponse.text(500, "asked although the first had answered");
                    case "/query" -> HttpResponse.text(200, String.valueOf(request.query()));
                    case "/large" -> HttpResponse.of(200, "application/octet-stream", large());
                    case "/nothing" -> HttpResponse.of(204, "", new byte[0]);
                    case "/broken" -> throw new IOException("secret");
                    case "/dead" -> throw new StackOverflowError("secret");
                    case "/slow" -> {
                        assertThat(RELEASED.await(10, TimeUnit.SECONDS)).isTrue();
                        yield HttpResponse.text(200, "at last");
                    }
                    default -> null;
                }));
    }

    private static HttpResponse page() {
        return HttpResponse.of(200, "text/html; charset=utf-8", PAGE.getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store");
    }

    private static byte[] large() {
        byte[] body = new byte[5 << 20];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) ((i * 31) >> 8);
        }
        return body;
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static RawClient ask(String method, String target) throws IOException {
        return RawClient.connect(server.port()).write(RawClient.head(method + " " + target + " HTTP/1.1", "Host: a"));
    }

    @Test
    void theFirstResponderThatAnswersCounts() throws IOException {
        try (RawClient client = ask("GET", "/page")) {
            Response response = client.readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo(PAGE);
            assertThat(response.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    @Test
    void headIsAnsweredWithoutTheBody() throws IOException {
        try (RawClient client = ask("HEAD", "/page")) {
            Response response = client.readHeadOnly();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Content-Length"))
                    .isEqualTo(String.valueOf(PAGE.getBytes(StandardCharsets.UTF_8).length));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    @Test
    void theQueryIsTheResponders() throws IOException {
        try (RawClient client = ask("GET", "/query?a=b&c")) {
            assertThat(client.readResponse().text()).isEqualTo("a=b&c");
        }
    }

    @Test
    void anAnswerMayHaveNoBody() throws IOException {
        try (RawClient client = ask("GET", "/nothing")) {
            Response response = client.readResponse();
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.header("Content-Length")).isNull();
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    @Test
    void aLargeBodyArrivesWhole() throws IOException {
        try (RawClient client =
                RawClient.connect(server.port(), 4096).write(RawClient.head("GET /large HTTP/1.1", "Host: a"))) {
            assertThat(client.readResponse().body()).isEqualTo(large());
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/broken", "/dead"})
    void aResponderThatThrowsIsAnsweredWith500AndNoDetails(String path) throws IOException {
        try (RawClient client = ask("GET", path)) {
            Response response = client.readResponse();
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.text()).doesNotContain("secret");
        }
    }

    @Test
    void whereNoResponderAnswersItIsAsWithoutThem() throws IOException {
        try (RawClient client = ask("GET", "/echo")) {
            assertThat(client.readResponse().status()).isEqualTo(426);
        }
        try (RawClient client = ask("GET", "/nowhere")) {
            assertThat(client.readResponse().status()).isEqualTo(404);
        }
        RawClient.open(server.port(), "/echo").close();
    }

    @Test
    void aSlowResponderStopsNobodyElse() throws IOException {
        try (RawClient slow = ask("GET", "/slow");
                RawClient echo = RawClient.open(server.port(), "/echo")) {
            assertThat(echo.send(WireFrame.text("meanwhile")).readText()).isEqualTo("meanwhile");
            try (RawClient quick = ask("GET", "/page")) {
                assertThat(quick.readResponse().status()).isEqualTo(200);
            }
            RELEASED.countDown();
            assertThat(slow.readResponse().text()).isEqualTo("at last");
        }
    }

    @Test
    void aPeerThatLeavesBeforeItsAnswerHarmsNobody() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (WebSocketServer waiting =
                Servers.start(Servers.builder().route("/", Servers.ECHO).responder(request -> {
                    asked.countDown();
                    gone.await();
                    return HttpResponse.text(200, "x".repeat(1 << 20));
                }))) {
            RawClient impatient = RawClient.connect(waiting.port());
            impatient.write(RawClient.head("GET /x HTTP/1.1", "Host: a"));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            impatient.reset();
            gone.countDown();
            try (RawClient client = RawClient.open(waiting.port(), "/")) {
                assertThat(client.send(WireFrame.text("a")).readText()).isEqualTo("a");
            }
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    void aResponderThatTakesTooLongIsAnsweredFor() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (LogCapture log = LogCapture.start();
                WebSocketServer hasty = Servers.start(Servers.builder()
                        .handshakeTimeout(Duration.ofMillis(200))
                        .responder(request -> {
                            over.await();
                            return page();
                        }));
                RawClient prompt = RawClient.connect(hasty.port())) {
            prompt.write(RawClient.head("GET /page HTTP/1.1", "Host: a"));
            assertThat(prompt.readResponse().status()).isEqualTo(503);
            over.countDown();
            assertThat(prompt.readEnd()).isEqualTo(End.EOF);
            assertThat(log.records(Level.SEVERE))
                    .extracting(LogRecord::getMessage)
                    .containsExactly("an HTTP responder did not answer in time for GET /page");
        }
    }

    @Test
    void withoutAWorkerTheAnswerIs503() throws IOException {
        try (WebSocketServer full = Servers.start(Servers.builder()
                        .route("/", Servers.ECHO)
                        .responder(request -> page())
                        .handshakeTimeout(Duration.ofSeconds(5))
                        .executor(task -> {
                            throw new RejectedExecutionException("full");
                        }));
                RawClient client = RawClient.connect(full.port())) {
            client.write(RawClient.head("GET /page HTTP/1.1", "Host: a"));
            assertThat(client.readResponse().status()).isEqualTo(503);
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }
}
