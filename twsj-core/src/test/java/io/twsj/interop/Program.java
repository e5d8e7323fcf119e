package io.twsj.interop;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program of this machine that runs for a test and says something, line by line. Stopped when it is closed. */
final class Program implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Program(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readLines, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Program start(String... command) throws IOException {
        return new Program(process(command).start());
    }

    private static ProcessBuilder process(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Where Debian has the packages of Node.js; its own node looks there by itself, others do not.
        builder.environment().putAll(Map.of("NODE_PATH", "/usr/share/nodejs"));
        return builder;
    }

    /** Skips the test where the command does not run, except in CI, which installs what is needed. */
    static void need(String what, String... command) throws Exception {
        if (runs(command)) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail(what + " is missing");
        }
        abort(what + " is missing");
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return process(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private void readLines() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException closed) {
            lines.add("output lost: " + closed);
        }
    }

    /** What it says next, null if there is nothing in time. */
    String nextLine() throws InterruptedException {
        return lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** What it said and nobody asked for. */
    String output() {
        return String.join("\n", lines);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
