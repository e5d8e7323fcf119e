package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.twsj.mux.MuxTerms;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of shared connections. */
class MuxOptionsTest {

    @Test
    void theDefaultsAreThoseThatTheSettersName() {
        assertThat(MuxOptions.DEFAULT.terms()).isEqualTo(new MuxTerms(256, 256 << 10, Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource({
        "10, 1000, 1000000, 1000",
        "10, 1000, 10000, 1000",
        "10, 1000, 9999, 999",
        "1, 2000000000, 2000000000, 2000000000"
    })
    void aChannelGetsItsBytesOrItsShare(int channels, int channelBytes, int connectionBytes, int window) {
        MuxOptions options = MuxOptions.builder()
                .maxChannels(channels)
                .maxChannelBytes(channelBytes)
                .maxConnectionBytes(connectionBytes)
                .build();
        assertThat(options.terms().windowBytes()).isEqualTo(window);
        assertThat(options.terms().maxChannels()).isEqualTo(channels);
        assertThat(options.toBuilder().build().terms()).isEqualTo(options.terms());
    }

    @Test
    void aChannelThatCouldGetStuckIsRefused() {
        MuxOptions.Builder smallest = MuxOptions.builder().maxChannels(10).maxConnectionBytes(2520);
        assertThat(smallest.build().terms().windowBytes()).isEqualTo(252);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> smallest.maxConnectionBytes(2519).build())
                .withMessage("each of 10 channels may hold 251 bytes; it needs 252");
    }

    @Test
    void limitsArePositive() {
        MuxOptions.Builder options = MuxOptions.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxChannels(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxChannelBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxConnectionBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> options.idleTimeout(Duration.ofMillis(-1)));
        assertThat(options.idleTimeout(Duration.ZERO).build().terms().idleTimeout())
                .isZero();
    }
}
