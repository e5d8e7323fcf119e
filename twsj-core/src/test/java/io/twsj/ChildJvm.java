package io.twsj;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, run from the same classes as the tests. */
public final class ChildJvm implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 20;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Thread outputReader;
    private final Thread errorReader;

    private ChildJvm(List<String> command) throws IOException {
        process = new ProcessBuilder(command).start();
        outputReader = read(() -> {
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                output.lines().forEach(lines::add);
            }
        });
        errorReader = read(() -> process.getErrorStream().transferTo(errors));
    }

    private static Thread read(Background.Action action) {
        return Background.start(action).thread();
    }

    /** {@code java -cp … io.twsj.cli.Main} with these arguments. */
    public static ChildJvm start(String... arguments) throws IOException {
        return new ChildJvm(command(arguments));
    }

    /** The same with so many descriptors at most. */
    public static ChildJvm withDescriptors(int limit, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n " + limit + " && exec \"$@\"", "bash"));
        command.addAll(command(arguments));
        return new ChildJvm(command);
    }

    private static List<String> command(String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(
                List.of(java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classes, "io.twsj.cli.Main"));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Types on standard input. */
    public void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends standard input. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** The next line of standard output. */
    public String awaitLine() throws InterruptedException {
        String line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("no line on standard output; on standard error: " + errorOutput());
        }
        return line;
    }

    /** The port in the first line of {@code echo}. */
    public int awaitPort() throws InterruptedException {
        String line = awaitLine();
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1, line.length() - 1));
    }

    /** Asks it to end, as an operating system does. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end and gives the exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running");
        }
        outputReader.join(TIMEOUT_SECONDS * 1000);
        errorReader.join(TIMEOUT_SECONDS * 1000);
        return process.exitValue();
    }

    /** The lines of standard output that nobody has asked for. */
    public List<String> remainingLines() {
        return List.copyOf(lines);
    }

    public String errorOutput() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
