package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channel ids and the numbers of control blocks: sections 3.1 and 4.1 of the reference sheet. */
class NumbersTest {

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "127, 7f",
        "128, 80 80",
        "300, 81 2c",
        "16383, bf ff",
        "16384, c0 40 00",
        "70000, c1 11 70",
        "2097151, df ff ff",
        "2097152, e0 20 00 00",
        "536870911, ff ff ff ff"
    })
    void aChannelIdHasOneForm(int id, String octets) throws MuxException {
        ByteBuffer written = ByteBuffer.allocate(ChannelId.LONGEST);
        ChannelId.put(written, id);
        assertThat(Octets.hex(written.flip())).isEqualTo(octets);
        assertThat(ChannelId.size(id)).isEqualTo(written.limit());
        ByteBuffer read = Octets.hex(octets + "55");
        assertThat(ChannelId.read(read, 2002)).isEqualTo(id);
        assertThat(read.remaining()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80",
                "c0 40",
                "ff ff ff",
                "80 00",
                "80 7f",
                "c0 00 00",
                "c0 3f ff",
                "e0 00 00 00",
                "e0 1f ff ff"
            })
    void aTruncatedOrLongerChannelIdIsRefusedWithTheCodeOfItsPlace(String octets) {
        for (int code : new int[] {2002, 2005}) {
            assertThatExceptionOfType(MuxException.class)
                    .isThrownBy(() -> ChannelId.read(Octets.hex(octets), code))
                    .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(code));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "125, 7d",
        "126, 7e 00 7e",
        "8192, 7e 20 00",
        "65535, 7e ff ff",
        "65536, 7f 00 00 00 00 00 01 00 00",
        "9223372036854775807, 7f 7f ff ff ff ff ff ff ff"
    })
    void aNumberHasOneForm(long number, String octets) throws MuxException {
        ByteBuffer written = ByteBuffer.allocate(9);
        ControlNumber.put(written, number);
        assertThat(Octets.hex(written.flip())).isEqualTo(octets);
        assertThat(ControlNumber.size(number)).isEqualTo(written.limit());
        ByteBuffer read = Octets.hex(octets + "55");
        assertThat(ControlNumber.read(read)).isEqualTo(number);
        assertThat(read.remaining()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7e",
                "7e 01",
                "7f 00 00 00 00 00 01 00",
                "7e 00 7d",
                "7f 00 00 00 00 00 00 ff ff",
                "7f ff ff ff ff ff ff ff ff",
                "80",
                "ff"
            })
    void aTruncatedLongerOrTooLargeNumberIsRefused(String octets) {
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> ControlNumber.read(Octets.hex(octets)))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2005));
    }
}
