package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many connections the descriptors allow. */
class DescriptorLimitTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "128, 1",
        "129, 1",
        "130, 2",
        "1024, 896",
        "6400, 6272",
        "10000, 9800",
        "20000, 19600",
        "1048576, 1027605",
        "4294967296, 2147483647"
    })
    void aReserveStaysForTheRestOfTheProgram(long descriptors, int connections) {
        assertThat(DescriptorLimit.lessReserve(descriptors)).isEqualTo(connections);
    }

    @Test
    void theLimitIsTheSystems() throws Exception {
        if (Files.exists(Path.of("/proc/self/limits"))) {
            String line = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(limit -> limit.startsWith("Max open files"))
                    .findFirst()
                    .orElseThrow();
            String soft = line.substring("Max open files".length()).trim().split("\\s+")[0];
            if (soft.equals("unlimited")) {
                assertThat(DescriptorLimit.connections()).isEmpty();
            } else {
                assertThat(DescriptorLimit.connections()).hasValue(DescriptorLimit.lessReserve(Long.parseLong(soft)));
            }
        } else {
            assertThat(DescriptorLimit.connections()).isEmpty();
        }
    }
}
