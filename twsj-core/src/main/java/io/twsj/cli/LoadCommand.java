package io.twsj.cli;

import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * {@code load}: measures a server that echoes. Each connection always has as many messages under way as it is told; an
 * answer is the sign to send the next one. Every answer's kind and size are looked at.
 */
final class LoadCommand {

    static final String USAGE = """
            load: measures a server that echoes
              --connections N          connections (64)
              --size BYTES             payload of a message (32)
              --text                   sends text (binary)
              --depth N                messages under way on each connection (1)
              --warm-up SECONDS        time that is not counted (5)
              --seconds SECONDS        time that is (5)
              --pid N                  the server's process on this machine: tells its processor time a message
              --deflate                offer permessage-deflate and take every legal answer
              --insecure               take any certificate of a wss server
            """;

    private final LoadArguments arguments;
    private final PrintStream out;
    private final Message message;
    private final LongAdder answers = new LongAdder();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();

    LoadCommand(LoadArguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
        this.message = message(arguments);
    }

    /** Digits, which are text, too, and do not compress to nothing. */
    private static Message message(LoadArguments arguments) {
        byte[] payload = new byte[arguments.bytes];
        Random random = new Random(1);
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) ('0' + random.nextInt(10));
        }
        return arguments.text ? Message.text(new String(payload, StandardCharsets.US_ASCII)) : Message.binary(payload);
    }

    /**
     * Measures once.
     *
     * @throws IOException if a connection cannot be made, or one ends, or does not echo
     */
    void run() throws IOException {
        try (WebSocketClient client = WebSocketClient.create()) {
            for (int i = 0; i < arguments.connections; i++) {
                client.connectBlocking(Objects.requireNonNull(arguments.uri), arguments.options(), new Caller());
            }
            pass(arguments.warmUpSeconds);
            report(measure());
            over.set(true);
        }
    }

    /** What a time has brought. */
    private record Result(
            long messages, long nanos, @Nullable Duration serverTime) {}

    private Result measure() throws IOException {
        long messages = answers.sum();
        Duration serverTime = serverTime();
        long start = System.nanoTime();
        pass(arguments.seconds);
        long nanos = System.nanoTime() - start;
        Duration spent =
                serverTime == null ? null : Objects.requireNonNull(serverTime()).minus(serverTime);
        return new Result(answers.sum() - messages, nanos, spent);
    }

    private @Nullable Duration serverTime() throws IOException {
        ProcessHandle server = arguments.server;
        if (server == null) {
            return null;
        }
        return server.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("process " + server.pid() + " has ended"));
    }

    private void pass(int seconds) throws IOException {
        try {
            throw new IOException(failure.get(seconds, TimeUnit.SECONDS));
        } catch (TimeoutException allWell) {
            // Nothing has failed meanwhile.
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private void report(Result result) throws IOException {
        if (result.messages() == 0) {
            throw new IOException("the server has answered nothing for " + arguments.seconds + " s");
        }
        String rate = String.format(Locale.ROOT, "%,d messages/s", result.messages() * 1_000_000_000L / result.nanos());
        Duration spent = result.serverTime();
        out.println(
                spent == null
                        ? rate
                        : rate
                                + String.format(
                                        Locale.ROOT,
                                        ", %.2f us of the server's processor time a message",
                                        spent.toNanos() / 1000.0 / result.messages()));
    }

    /** One connection. */
    private final class Caller implements WebSocketListener {

        @Override
        public void onOpen(WebSocketConnection connection) {
            for (int i = 0; i < arguments.depth; i++) {
                connection.send(message);
            }
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message answer) {
            if (answer.isText() != message.isText() || answer.size() != message.size()) {
                fail("an answer is not what was sent: " + (answer.isText() ? "text" : "binary") + " of " + answer.size()
                        + " bytes");
                return;
            }
            answers.increment();
            connection.send(message);
        }

        @Override
        public void onError(WebSocketConnection connection, Throwable error) {
            fail(String.valueOf(error.getMessage()));
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            fail("a connection has ended: " + reason);
        }

        private void fail(String why) {
            if (!over.get()) {
                failure.complete(why);
            }
        }
    }
}
