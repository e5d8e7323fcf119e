package io.twsj;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Tables of the tests, in files of this package. */
public final class TestResources {

    private TestResources() {}

    /** The lines of a table, without comments. */
    public static Stream<String> lines(String name) {
        try (InputStream file = TestResources.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException("no test resource " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
