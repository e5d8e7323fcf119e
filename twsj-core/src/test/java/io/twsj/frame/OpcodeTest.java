package io.twsj.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first octet of a frame: RFC 6455 sections 5.2 and 11.8. */
class OpcodeTest {

    @ParameterizedTest
    @CsvSource({
        "0, CONTINUATION, false",
        "1, TEXT, false",
        "2, BINARY, false",
        "8, CLOSE, true",
        "9, PING, true",
        "10, PONG, true"
    })
    void anOpcodeHasItsNumber(int number, Opcode opcode, boolean control) {
        assertThat(opcode.number()).isEqualTo(number);
        assertThat(Opcode.of(number)).isEqualTo(opcode);
        assertThat(Opcode.isDefined(number)).isTrue();
        assertThat(opcode.isControl()).isEqualTo(control);
        assertThat(FrameBits.isControl(number)).isEqualTo(control);
    }

    @Test
    void allOtherNumbersAreReserved() {
        for (int number : List.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)) {
            assertThat(Opcode.of(number)).isNull();
            assertThat(Opcode.isDefined(number)).isFalse();
            assertThat(FrameBits.isControl(number)).isEqualTo(number >= 8);
        }
    }

    @Test
    void theFirstOctetIsTakenApart() {
        for (int bits = 0; bits < 256; bits++) {
            assertThat(FrameBits.fin(bits)).isEqualTo(bits >= 0x80);
            assertThat(FrameBits.rsv(bits)).isEqualTo(bits / 16 % 8 * 16);
            assertThat(FrameBits.opcode(bits)).isEqualTo(bits % 16);
            assertThat(FrameBits.isControl(bits)).isEqualTo(bits % 16 >= 8);
        }
        assertThat(List.of(FrameBits.FIN, FrameBits.RSV1, FrameBits.RSV2, FrameBits.RSV3, FrameBits.RSV))
                .containsExactly(0x80, 0x40, 0x20, 0x10, 0x70);
    }
}
