package io.twsj.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many connections the process may hold before the operating system refuses descriptors. */
public final class DescriptorLimit {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+)\\s.*");

    /** What the rest of the program needs descriptors for: at least this many. */
    private static final int LEAST_RESERVE = 128;

    private DescriptorLimit() {}

    /** The limit less a reserve of 2 %, at least 128; empty where the system does not tell. */
    public static OptionalInt connections() {
        try {
            return Files.readAllLines(LIMITS).stream()
                    .map(OPEN_FILES::matcher)
                    .filter(Matcher::matches)
                    .mapToInt(line -> lessReserve(Long.parseLong(line.group(1))))
                    .findFirst();
        } catch (IOException noSuchFile) {
            return OptionalInt.empty();
        }
    }

    static int lessReserve(long descriptors) {
        long connections = descriptors - Math.max(LEAST_RESERVE, descriptors / 50);
        return (int) Math.max(1, Math.min(connections, Integer.MAX_VALUE));
    }
}
