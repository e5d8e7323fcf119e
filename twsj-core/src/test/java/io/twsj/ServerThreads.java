package io.twsj;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What servers leave behind, if they leave anything. */
public final class ServerThreads {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private ServerThreads() {}

    /** The number of threads that servers of this JVM have now; idle workers do not count. */
    public static int count() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("twsj-loop"))
                .count();
    }

    /** The number of descriptors that this JVM has open, 0 where the system does not tell. */
    public static int descriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return (int) open.count();
        } catch (IOException unknown) {
            return Files.exists(DESCRIPTORS) ? raise(unknown) : 0;
        }
    }

    private static int raise(IOException failure) {
        throw new UncheckedIOException(failure);
    }
}
