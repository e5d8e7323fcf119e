package io.twsj.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Close code and reason: RFC 6455 sections 5.5.1, 7.1.5 and 7.1.6. */
class CloseReasonTest {

    private static final String EURO = "\u20ac"; // three bytes
    private static final String CLEF = "\ud834\udd1e"; // four

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1000, 1005, 1006, 1015, 4999, 5000, 65535})
    void anyCodeThatFitsTwoBytesCanBeReported(int code) {
        CloseReason reason = CloseReason.of(code);
        assertThat(reason.code()).isEqualTo(code);
        assertThat(reason.reason()).isEmpty();
        assertThat(reason.maySend()).isEqualTo(CloseCode.mayBeSent(code));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aCodeHasTwoBytes(int code) {
        assertThatThrownBy(() -> CloseReason.of(code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(code));
    }

    @Test
    void aReasonHasAtMost123Bytes() {
        for (String fits :
                new String[] {"x".repeat(123), EURO.repeat(41), CLEF.repeat(30) + "abc", "\u00e4".repeat(61)}) {
            assertThat(new CloseReason(1000, fits).reason()).isEqualTo(fits);
        }
        for (String tooLong :
                new String[] {"x".repeat(124), EURO.repeat(41) + "x", CLEF.repeat(31), "\u00e4".repeat(62)}) {
            int bytes = tooLong.getBytes(StandardCharsets.UTF_8).length;
            assertThatThrownBy(() -> new CloseReason(1000, tooLong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bytes + " bytes")
                    .hasMessageContaining("123 bytes");
        }
        assertThatThrownBy(() -> new CloseReason(1000, null)).isInstanceOf(NullPointerException.class);
    }

    @ParameterizedTest
    @CsvSource({
        // text, how many bytes are kept
        "x, 200, 123",
        "x, 123, 123",
        "x, 5, 5",
        "\u00e4, 100, 122",
        "\u20ac, 100, 123",
        "\ud834\udd1e, 100, 120"
    })
    void aTextThatIsTooLongIsCutBetweenCharacters(String character, int count, int bytes) {
        CloseReason reason = CloseReason.truncated(1011, character.repeat(count));
        assertThat(reason.code()).isEqualTo(1011);
        assertThat(reason.reason().getBytes(StandardCharsets.UTF_8)).hasSize(bytes);
        assertThat(character.repeat(count)).startsWith(reason.reason());
    }

    @Test
    void everyPlaceOfACutIsBetweenCharacters() {
        for (int before = 115; before <= 125; before++) {
            for (String character : new String[] {"\u00e4", EURO, CLEF}) {
                String text = "x".repeat(before) + character.repeat(5);
                String cut = CloseReason.truncated(1000, text).reason();
                assertThat(text).startsWith(cut);
                assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isBetween(120, 123);
                assertThat(cut.codePoints()).allMatch(c -> c == 'x' || c == character.codePointAt(0));
            }
        }
    }

    @Test
    void itReadsWellInALog() {
        assertThat(CloseReason.NORMAL).hasToString("1000");
        assertThat(new CloseReason(1001, "restart")).hasToString("1001 (restart)");
    }

    @Test
    void theConstantsHaveNoText() {
        assertThat(CloseReason.NORMAL).isEqualTo(new CloseReason(1000, ""));
        assertThat(CloseReason.GOING_AWAY).isEqualTo(new CloseReason(1001, ""));
        assertThat(CloseReason.NO_STATUS).isEqualTo(new CloseReason(1005, ""));
        assertThat(CloseReason.ABNORMAL).isEqualTo(new CloseReason(1006, ""));
        assertThatCode(() -> CloseReason.truncated(1000, "")).doesNotThrowAnyException();
    }
}
