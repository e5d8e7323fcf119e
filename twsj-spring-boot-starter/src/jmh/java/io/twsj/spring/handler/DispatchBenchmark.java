package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.message.Message;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to have a message handled by a bean's method instead of a listener: the difference between {@link #listener}
 * and the others, in time and, with {@code -prof gc}, in bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DispatchBenchmark {

    private final Message text = Message.text("hello, world");
    private final Message enveloped = Message.text("{\"type\":\"say\",\"data\":\"hello, world\"}");
    private final Listener plain = new Listener();
    private TestEndpoint method;
    private TestEndpoint variable;
    private TestEndpoint envelope;

    /** What the others are compared with. */
    static final class Listener implements WebSocketListener {

        int length;

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            length += message.text().length();
        }
    }

    /** The same as a bean. */
    @WebSocketHandler("/")
    static class Method {

        int length;

        @OnMessage
        void on(String text) {
            length += text.length();
        }
    }

    /** With a value of the handshake and the connection. */
    @WebSocketHandler("/{room}")
    static class Variable {

        int length;

        @OnMessage
        void on(String text, WebSocketConnection connection, @PathVariable int room) {
            length += text.length() + room;
        }
    }

    /** Chosen by the type of an envelope, which has to be read as JSON. */
    @WebSocketHandler("/")
    static class Enveloped {

        int length;

        @OnMessage(type = "say")
        void on(String text) {
            length += text.length();
        }
    }

    @Setup
    public void open() throws Exception {
        method = TestEndpoint.open(new Method());
        variable = TestEndpoint.open(new Variable(), Map.of("room", "7"));
        envelope = TestEndpoint.open(new Enveloped());
    }

    @Benchmark
    public void listener() {
        plain.onMessage(method.connection, text);
    }

    @Benchmark
    public void method() throws Exception {
        method.listener.onMessage(method.connection, text);
    }

    @Benchmark
    public void methodWithPathVariable() throws Exception {
        variable.listener.onMessage(variable.connection, text);
    }

    @Benchmark
    public void methodWithEnvelope() throws Exception {
        envelope.listener.onMessage(envelope.connection, enveloped);
    }
}
