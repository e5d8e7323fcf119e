package io.twsj.spring.test;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.test.JsonReading.UnexpectedMessageException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a {@link WebSocketTester} has opened. Every {@code expect} and {@code receive} waits for the next message
 * and takes it; if it is not the expected one, or none comes in time, an {@link AssertionError} tells what arrived instead
 * and before. Sending is thread-safe; one thread at a time expects.
 */
public final class WebSocketTestConnection implements AutoCloseable {

    /** So that no reply is taken for that of another request. */
    private static final AtomicLong REQUESTS = new AtomicLong();

    private final WebSocketConnection connection;
    private final Received received;
    private final JsonReading reading;
    private final Duration timeout;

    WebSocketTestConnection(WebSocketConnection connection, Received received, JsonReading reading, Duration timeout) {
        this.connection = connection;
        this.received = received;
        this.reading = reading;
        this.timeout = timeout;
    }

    /**
     * The same connection, which gives what is expected of it so much time.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public WebSocketTestConnection within(Duration limit) {
        return new WebSocketTestConnection(connection, received, reading, WebSocketTester.checked(limit));
    }

    /**
     * Sends a value as handlers do: a {@code String} as text, {@code byte[]} and {@code ByteBuffer} as binary, a
     * {@link Message} as it is, everything else as JSON; in an envelope if the tester is {@link WebSocketTester#enveloped}.
     *
     * @throws AssertionError if the connection has ended
     */
    public WebSocketTestConnection send(Object value) {
        try {
            connection.send(value);
        } catch (ConnectionClosedException closed) {
            throw failure("expected to send a message", "the connection has ended", closed);
        }
        return this;
    }

    /**
     * Sends a value in an envelope with an id, and takes the next message, which must be the reply: of this type, with the same
     * id. For a tester that is {@link WebSocketTester#enveloped}.
     *
     * @throws AssertionError if the connection has ended, or something else comes
     * @throws IllegalArgumentException if the value's class does not tell the type, which an {@code Envelope} does
     * @throws IllegalStateException if the tester is not enveloped
     */
    public <T> T request(Object value, Class<T> reply) {
        Envelope request = reading.envelope(value).answering(REQUESTS.incrementAndGet());
        send(request);
        return read(reply, request.id());
    }

    /** The next message, whichever it is. */
    public Message receive() {
        return received.next("expected a message", timeout);
    }

    /** The next message, which must be text. */
    public String receiveText() {
        return receive(true).text();
    }

    /** The next message, which must be binary. */
    public byte[] receiveBinary() {
        return receive(false).bytes();
    }

    /**
     * The next message, which must be JSON of this type, or an envelope with it if the tester is
     * {@link WebSocketTester#enveloped}. Other than the application's mapper may be told, it fails for properties that the type
     * neither has nor says it ignores: so one kind of message is not taken for another.
     */
    public <T> T receive(Class<T> type) {
        return read(type, null);
    }

    private <T> T read(Class<T> type, @Nullable Object id) {
        String expected = reading.expectation(type);
        Message message = received.next(expected, timeout);
        try {
            return reading.read(message, type, id);
        } catch (UnexpectedMessageException other) {
            throw failure(expected, Received.show(message) + " came" + other.getMessage(), other);
        }
    }

    /** Expects JSON that can be read as {@link #receive(Class)} does. */
    public WebSocketTestConnection expect(Class<?> type) {
        receive(type);
        return this;
    }

    /** Expects JSON that can be read as {@link #receive(Class)} does, and looks at the value. */
    public <T> WebSocketTestConnection expect(Class<T> type, ThrowingConsumer<? super T> assertions) {
        assertions.accept(receive(type));
        return this;
    }

    /** Expects JSON of a value that equals this one; a {@code String} is text and {@code byte[]} binary, as in {@link #send}. */
    public WebSocketTestConnection expect(Object value) {
        if (value instanceof String text) {
            return expectText(text);
        }
        if (value instanceof byte[] bytes) {
            return expectBinary(bytes);
        }
        Assertions.assertThat((Object) receive(value.getClass())).isEqualTo(value);
        return this;
    }

    /** Expects this text. */
    public WebSocketTestConnection expectText(String text) {
        Assertions.assertThat(receiveText()).isEqualTo(text);
        return this;
    }

    /** Expects a binary message with these bytes. */
    public WebSocketTestConnection expectBinary(byte... bytes) {
        Assertions.assertThat(receiveBinary()).isEqualTo(bytes);
        return this;
    }

    private Message receive(boolean text) {
        String expected = text ? "expected a text message" : "expected a binary message";
        Message message = received.next(expected, timeout);
        if (message.isText() != text) {
            throw received.failure(expected, Received.show(message) + " came");
        }
        return message;
    }

    /**
     * Expects that no message has arrived that was not received, and the connection is open. Does not wait for messages
     * but has the server answer a ping first, so that whatever it had sent by then counts. What a handler has not sent
     * yet does not: have it answer something before, where that matters.
     */
    public WebSocketTestConnection expectNothing() {
        String expected = "expected no message";
        CompletionStage<Duration> pong = connection.ping();
        try {
            pong.toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw failure(expected, "a ping was not answered within " + timeout.toMillis() + " ms", late);
        } catch (ExecutionException ended) {
            throw failure(expected, "the connection ended with " + received.end(expected, timeout), ended);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(expected, "the thread was interrupted", interrupted);
        }
        received.checkNothing(expected);
        return this;
    }

    /**
     * Expects the connection's end with this close code (1006 if it was lost), and no message before it.
     *
     * @return code and reason
     */
    public CloseReason expectClose(int code) {
        String expected = "expected the connection to end with " + code;
        CloseReason reason = received.end(expected, timeout);
        if (reason.code() != code) {
            throw received.failure(expected, "it ended with " + reason);
        }
        return reason;
    }

    /** The connection itself, for whatever is missing here: subprotocol, ping, abort. */
    public WebSocketConnection connection() {
        return connection;
    }

    /**
     * Begins the closing handshake with 1000, if it has not begun; {@link #expectClose} waits for its end. A connection that
     * is left open is closed after the test method.
     */
    @Override
    public void close() {
        connection.close(CloseReason.NORMAL);
    }

    private AssertionError failure(String expected, String found, Exception cause) {
        AssertionError failure = received.failure(expected, found);
        failure.initCause(cause);
        return failure;
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
