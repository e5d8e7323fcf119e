package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.twsj.mux.ControlBlock.AddChannelRequest;
import io.twsj.mux.ControlBlock.AddChannelResponse;
import io.twsj.mux.ControlBlock.DropChannel;
import io.twsj.mux.ControlBlock.FlowControl;
import io.twsj.mux.ControlBlock.NewChannelSlot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the multiplexers tell each other: sections 4.2 and 4.4 of the reference sheet. */
class ControlBlockTest {

    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(new AddChannelRequest(1, "a"), "00 01 01 61"),
                Arguments.of(new AddChannelResponse(1, false, "FooBar"), "20 01 06 46 6f 6f 42 61 72"),
                Arguments.of(new AddChannelResponse(2, true, "Hello"), "30 02 05 48 65 6c 6c 6f"),
                Arguments.of(new FlowControl(1, 2), "40 01 02"),
                Arguments.of(new FlowControl(1, 8192), "40 01 7e 20 00"),
                Arguments.of(new FlowControl(300, 0), "40 81 2c 00"),
                Arguments.of(new DropChannel(1, DropReason.NONE), "60 01 00"),
                Arguments.of(new DropChannel(1, new DropReason(2000, "error")), "60 01 07 07 d0 65 72 72 6f 72"),
                Arguments.of(
                        new DropChannel(2, new DropReason(1000, "Success")), "60 02 09 03 e8 53 75 63 63 65 73 73"),
                Arguments.of(new DropChannel(0, DropReason.of(2005)), "60 00 02 07 d5"),
                Arguments.of(new DropChannel(3, DropReason.of(3008)), "60 03 02 0b c0"),
                Arguments.of(new NewChannelSlot(64, 8192, false), "80 40 7e 20 00"),
                Arguments.of(new NewChannelSlot(0, 0, true), "81 00 00"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aBlockHasItsOctets(ControlBlock block, String octets) throws MuxException {
        ByteBuffer message = block.message();
        assertThat(Octets.hex(message)).isEqualTo("00 " + octets);
        ByteBuffer bytes = Octets.hex(octets + "a0");
        assertThat(ControlBlockReader.read(bytes)).isEqualTo(block);
        assertThat(bytes.remaining()).as("what follows the block").isEqualTo(1);
    }

    @Test
    void theByteOrderOfTheBufferDoesNotMatter() throws MuxException {
        ByteBuffer bytes = Octets.hex("60 01 02 07 d0").order(ByteOrder.LITTLE_ENDIAN);
        assertThat(ControlBlockReader.read(bytes)).isEqualTo(new DropChannel(1, DropReason.of(2000)));
    }

    @ParameterizedTest
    @CsvSource({
        // undefined mux opcodes
        "a0, 2004",
        "c0 01, 2004",
        "e0, 2004",
        // reserved bits
        "04 01 00, 2005",
        "24 01 00, 2005",
        "28 01 00, 2005",
        "41 01 00, 2005",
        "44 01 02, 2005",
        "70 01 00, 2005",
        "82 00 00, 2005",
        "90 00 00, 2005",
        // encodings: delta, and two undefined ones
        "01 01 01 61, 2010",
        "02 01 01 61, 2010",
        "03 01 01 61, 2010",
        "21 01 01 61, 2012",
        "31 02 05 48 65 6c 6c 6f, 2012",
        // about the control channel
        "00 00 01 61, 2005",
        "20 00 01 61, 2005",
        "40 00 02, 2005",
        // truncated
        "00, 2005",
        "00 01, 2005",
        "00 01 02 61, 2005",
        "20 01 7f 7f ff ff ff ff ff ff ff, 2005",
        "40 80, 2005",
        "40 01, 2005",
        "40 01 7e 20, 2005",
        "60 01 02 07, 2005",
        "80 40, 2005",
        // not in the shortest form
        "40 80 01 02, 2005",
        "40 01 7e 00 02, 2005",
        // half a reason's code
        "60 01 01 00, 2005",
        // advice with slots
        "81 01 00, 2005",
        "81 00 01, 2005"
    })
    void aMalformedBlockHasItsCode(String octets, int code) {
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> ControlBlockReader.read(Octets.hex(octets)))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(code));
    }

    @Test
    void aReasonIsCutWhenSentAndBoundedWhenReceived() throws MuxException {
        ByteBuffer sent = new DropChannel(1, new DropReason(3000, "é".repeat(100))).message();
        sent.get();
        assertThat(ControlBlockReader.read(sent)).isEqualTo(new DropChannel(1, new DropReason(3000, "é".repeat(61))));

        assertThat(ControlBlockReader.read(reasonOf(4096))).isInstanceOf(DropChannel.class);
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> ControlBlockReader.read(reasonOf(4097)))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2005));
    }

    private static ByteBuffer reasonOf(int size) {
        ByteBuffer block = ByteBuffer.allocate(5 + size);
        block.put((byte) 0x60).put((byte) 1).put((byte) 126).putShort((short) size);
        return block.clear();
    }

    @Test
    void onlyThreeReasonsAreOrderly() {
        assertThat(Stream.of(DropReason.NO_CODE, 1000, 3008).map(DropReason::of))
                .allMatch(DropReason::isOrderly);
        assertThat(Stream.of(1001, 2005, 3000, 3005, 4001).map(DropReason::of)).noneMatch(DropReason::isOrderly);
        assertThat(new DropReason(3005, "too much")).hasToString("3005 (too much)");
    }
}
