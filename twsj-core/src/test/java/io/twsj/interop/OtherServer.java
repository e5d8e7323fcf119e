package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.TlsTesting;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of somebody else's making, seen in one way. It echoes on {@code /echo}, speaks {@code superchat}, and does
 * what these texts say:
 *
 * <ul>
 *   <li>{@code close}: closes with 4001, "asked for";
 *   <li>{@code fragments}: sends the binary message "one two three" in three frames or more;
 *   <li>{@code header}: sends the value of the request's header X-Test;
 *   <li>{@code ping}: sends a ping with "are you there".
 * </ul>
 *
 * What it hears of besides is told: {@code pong PAYLOAD} and {@code closed CODE REASON}. On {@code /refused} it answers
 * with 403 and the body "no entry".
 */
abstract class OtherServer {

    static final Path CERTIFICATE = TlsTesting.file("ec.crt");
    static final Path KEY = TlsTesting.file("ec.key");
    static final int MOST_BYTES = 4 << 20;

    private static final long PATIENCE_SECONDS = 20;

    final boolean tls;
    private final String name;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private int port;

    OtherServer(String name, boolean tls) {
        this.name = name;
        this.tls = tls;
    }

    /** Starts it on a free port of 127.0.0.1, and tells which; skips the test where it is missing. */
    abstract int start() throws Exception;

    /** Where it listens; starts it if it does not run. */
    final URI uri(String path) throws Exception {
        if (port == 0) {
            port = start();
        }
        return URI.create((tls ? "wss://localhost:" : "ws://localhost:") + port + path);
    }

    /** Stops it, if it runs. Not by closing, which is what the test framework does with arguments after every test. */
    abstract void stop() throws Exception;

    final void heard(String event) {
        heard.add(event);
    }

    /** The next thing it heard, null if there is none in time. */
    String nextHeard() throws InterruptedException {
        return heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until it has heard what begins in one of these ways; what came before is of no interest. */
    final void awaitHeard(String... beginnings) throws InterruptedException {
        List<String> others = new ArrayList<>();
        String event = nextHeard();
        while (event != null && Stream.of(beginnings).noneMatch(event::startsWith)) {
            others.add(event);
            event = nextHeard();
        }
        assertThat(event).as("what the server heard after " + others).isNotNull();
    }

    @Override
    public String toString() {
        return name + (tls ? ", wss" : ", ws");
    }
}
