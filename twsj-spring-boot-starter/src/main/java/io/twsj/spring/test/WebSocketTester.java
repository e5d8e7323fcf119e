package io.twsj.spring.test;

import io.twsj.ConnectOptions;
import io.twsj.handshake.HandshakeException;
import io.twsj.spring.codec.FormatEncoder;
import io.twsj.spring.codec.MessageCodecs;
import io.twsj.spring.codec.MessageFormats;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Connects to the application's server as its clients do; a bean in every {@code @SpringBootTest} and
 * {@link WebSocketHandlerTest}.
 *
 * <pre>{@code
 * tester.connect("/rooms/lobby", options -> options.bearer("ann-token"))
 *         .send(new Say("hello"))
 *         .expect(new Said("lobby", "hello"))
 *         .expectNothing();
 * }</pre>
 *
 * <p>Values are written as handlers write them and read with the application's {@code JsonMapper}. Whatever is expected has
 * five seconds to happen, or as long as {@link #within} says. Over TLS every certificate is taken. Connections that are left
 * open are closed after the test method. Thread-safe, but test methods that run in parallel should not share an application
 * context: the end of one closes the connections of both.
 */
public final class WebSocketTester {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Consumer<ConnectOptions.Builder> NOTHING_SPECIAL = options -> {};

    private final TesterClient client;
    private final MessageFormats formats;
    private final JsonMapper mapper;
    private final boolean enveloped;
    private final Duration timeout;

    /**
     * A tester of one server.
     *
     * @param formats write what is sent
     * @param mapper reads what is received
     */
    WebSocketTester(TesterClient client, MessageFormats formats, JsonMapper mapper) {
        this(client, formats, mapper, false, DEFAULT_TIMEOUT);
    }

    private WebSocketTester(
            TesterClient client, MessageFormats formats, JsonMapper mapper, boolean enveloped, Duration timeout) {
        this.client = client;
        this.formats = formats;
        this.mapper = mapper;
        this.enveloped = enveloped;
        this.timeout = timeout;
    }

    /**
     * A tester for handlers whose methods name types: it sends values in envelopes, {@code {"type":"say","data":{...}}} for a
     * {@code Say}, and expects them so. Other types are sent as an {@link io.twsj.spring.codec.Envelope}.
     */
    public WebSocketTester enveloped() {
        return new WebSocketTester(client, formats, mapper, true, timeout);
    }

    /**
     * A tester that gives everything so much time (5 s).
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public WebSocketTester within(Duration limit) {
        return new WebSocketTester(client, formats, mapper, enveloped, checked(limit));
    }

    static Duration checked(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("the time limit is " + limit + "; it must be positive");
        }
        return limit;
    }

    /** Connects without a word about who it is; see {@link #connect(String, Consumer)}. */
    public WebSocketTestConnection connect(String path) {
        return connect(path, NOTHING_SPECIAL);
    }

    /**
     * Connects.
     *
     * @param path what a client asks for, {@code twsj.server.path-prefix} and query included
     * @param asks adds headers, cookies, origin, subprotocols, or credentials, which answer a 401
     * @throws AssertionError if the server refuses, or cannot be reached in time
     */
    public WebSocketTestConnection connect(String path, Consumer<ConnectOptions.Builder> asks) {
        try {
            return open(path, asks);
        } catch (HandshakeException refused) {
            throw new AssertionError(
                    "expected the server to accept " + path + ", but: " + refused.getMessage(), refused);
        } catch (IOException failure) {
            throw new AssertionError("could not connect to " + path + ": " + failure.getMessage(), failure);
        }
    }

    /** Expects that the opening handshake is refused; see {@link #expectRefusal(String, int, Consumer)}. */
    public HandshakeException expectRefusal(String path, int status) {
        return expectRefusal(path, status, NOTHING_SPECIAL);
    }

    /**
     * Expects that the opening handshake is refused.
     *
     * @param status of the HTTP response, such as 401 or 404
     * @param asks as in {@link #connect(String, Consumer)}
     * @return headers and body of the response
     * @throws AssertionError if the server accepts, refuses with another status, or cannot be reached in time
     */
    public HandshakeException expectRefusal(String path, int status, Consumer<ConnectOptions.Builder> asks) {
        String expected = "expected the server to refuse " + path + " with " + status + ", but ";
        try {
            open(path, asks).close();
        } catch (HandshakeException refused) {
            if (refused.status() != status) {
                throw new AssertionError(expected + refused.getMessage(), refused);
            }
            return refused;
        } catch (IOException failure) {
            throw new AssertionError(expected + "connecting failed: " + failure.getMessage(), failure);
        }
        throw new AssertionError(expected + "it accepted");
    }

    private WebSocketTestConnection open(String path, Consumer<ConnectOptions.Builder> asks) throws IOException {
        ConnectOptions.Builder options = client.options()
                .handshakeTimeout(timeout)
                .encoder(new FormatEncoder(formats, MessageCodecs.NONE, enveloped));
        asks.accept(options);
        Received received = new Received();
        return new WebSocketTestConnection(
                client.connect(path, options.build(), received), received, new JsonReading(mapper, enveloped), timeout);
    }
}
