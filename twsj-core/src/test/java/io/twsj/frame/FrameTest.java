package io.twsj.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseReason;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 5: frames by hand. The literals are the examples of section 5.7. */
class FrameTest {

    private static final int KEY = 0x37fa213d;

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static Frame parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Frame frame = Frame.parse(buffer);
        assertThat(buffer.remaining()).isZero();
        return frame;
    }

    @Test
    void anUnmaskedTextHasTheBytesOfTheRfc() {
        assertThat(Frame.text("Hello").toBytes()).isEqualTo(hex("81 05 48656c6c6f"));
    }

    @Test
    void aMaskedTextHasTheBytesOfTheRfc() {
        assertThat(Frame.text("Hello").withMaskingKey(KEY).toBytes()).isEqualTo(hex("81 85 37fa213d 7f9f4d5158"));
    }

    @Test
    void aFragmentedTextHasTheBytesOfTheRfc() {
        List<Frame> fragments = Frame.text("Hello").fragment(3);
        assertThat(fragments).hasSize(2);
        assertThat(fragments.get(0).toBytes()).isEqualTo(hex("01 03 48656c"));
        assertThat(fragments.get(1).toBytes()).isEqualTo(hex("80 02 6c6f"));
    }

    @Test
    void aPingAndItsPongHaveTheBytesOfTheRfc() {
        byte[] payload = "Hello".getBytes(StandardCharsets.UTF_8);
        assertThat(Frame.ping(payload).toBytes()).isEqualTo(hex("89 05 48656c6c6f"));
        assertThat(Frame.pong(payload).withMaskingKey(KEY).toBytes()).isEqualTo(hex("8a 85 37fa213d 7f9f4d5158"));
    }

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void everyOpcodeHasFrames(Opcode opcode) {
        Frame frame = Frame.of(opcode, (byte) 3, (byte) 0xe8);
        assertThat(frame.opcode()).isEqualTo(opcode);
        assertThat(frame.fin()).isTrue();
        assertThat(frame.isControl()).isEqualTo(opcode.isControl());
        assertThat(frame.bytes()).containsExactly(3, 0xe8);
        assertThat(frame.toBytes()[0]).isEqualTo((byte) (0x80 | opcode.number()));
    }

    @Test
    void eachBitCanBeSetAndCleared() {
        Frame frame =
                Frame.binary().withFin(false).withRsv1(true).withRsv2(true).withRsv3(true);
        assertThat(frame.toBytes()[0]).isEqualTo((byte) 0x72);
        assertThat(frame.rsv1() && frame.rsv2() && frame.rsv3()).isTrue();
        assertThat(frame.fin()).isFalse();
        Frame back = frame.withFin(true).withRsv1(false).withRsv2(false).withRsv3(false);
        assertThat(back).isEqualTo(Frame.binary());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65535, 65536})
    void whatIsWrittenIsReadAgain(int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) 0x5a);
        Frame frame = Frame.binary(payload).withFin(false).withMaskingKey(KEY);
        assertThat(parse(frame.toBytes())).isEqualTo(frame);
        assertThat(parse(frame.withoutMaskingKey().toBytes())).isEqualTo(frame.withoutMaskingKey());
    }

    @Test
    void bytesThatDoNotHoldAWholeFrameAreLeftAsTheyAre() {
        byte[] whole = Frame.text("Hello").withMaskingKey(KEY).toBytes();
        for (int cut = 0; cut < whole.length; cut++) {
            ByteBuffer part = ByteBuffer.wrap(whole, 0, cut);
            assertThat(Frame.parse(part)).isNull();
            assertThat(part.position()).isZero();
        }
    }

    @Test
    void framesAreReadOneAfterTheOther() {
        ByteBuffer two = ByteBuffer.wrap(hex("8902 6869 8100"));
        assertThat(Frame.parse(two))
                .isEqualTo(Frame.ping((byte) 'h', (byte) 'i').withoutMaskingKey());
        assertThat(Frame.parse(two)).isEqualTo(Frame.text("").withoutMaskingKey());
        assertThat(two.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "8300, reserved opcode 3",
        "0900, fragmented control frame",
        "897e007e, at most 125",
        "827e0001, shortest form",
        "880100, half a close code",
        "880203ed, 1005",
    })
    void whatALoneFrameMayNotBeIsNotRead(String digits, String rule) {
        ByteBuffer bytes = ByteBuffer.wrap(hex(digits));
        assertThatThrownBy(() -> Frame.parse(bytes))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(rule);
    }

    @Test
    void aFrameThatNoArrayCanHoldIsRefusedByItsHeader() {
        assertThatThrownBy(() -> Frame.parse(ByteBuffer.wrap(hex("827f 0000000100000000"))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("4294967296");
    }

    @Test
    void controlFramesRefuseWhatTheyMust() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Frame.ping(new byte[126]))
                .withMessageContaining("126")
                .withMessageContaining("5.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Frame.pong(new byte[0]).withFin(false));
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.pong().withPayload(new byte[126]));
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.of(Opcode.CLOSE, (byte) 3));
        assertThatIllegalStateException().isThrownBy(() -> Frame.ping().fragment(1));
        assertThat(Frame.ping(new byte[125]).size()).isEqualTo(125);
    }

    @Test
    void aReservedOpcodeNeedsARawFrame() {
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.of(0x83, ByteBuffer.allocate(0)));
        Frame raw = Frame.raw(0x0b, new byte[130]);
        assertThat(raw.toBytes()).startsWith(0x0b, 126, 0, 130);
        assertThatIllegalStateException().isThrownBy(raw::opcode);
        assertThat(raw).hasToString("opcode 11 frame of 130 bytes");
    }

    @Test
    void aCloseFrameSaysCodeAndReason() {
        CloseReason reason = new CloseReason(4000, "adiós");
        assertThat(Frame.close(reason).closeReason()).isEqualTo(reason);
        assertThat(Frame.close().closeReason()).isEqualTo(CloseReason.NO_STATUS);
        assertThat(Frame.close(CloseReason.NO_STATUS)).isEqualTo(Frame.close());
        assertThatIllegalStateException().isThrownBy(() -> Frame.text("").closeReason());
        assertThatThrownBy(() -> Frame.of(Opcode.CLOSE, hex("03e8 ff")).closeReason())
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void fragmentsJoinToTheFrameTheyCameFrom() {
        Frame frame = Frame.text("ab€cd").withRsv1(true).withMaskingKey(KEY);
        List<Frame> fragments = frame.fragment(3);
        assertThat(fragments).extracting(Frame::size).containsExactly(3, 3, 1);
        assertThat(fragments)
                .extracting(Frame::opcode)
                .containsExactly(Opcode.TEXT, Opcode.CONTINUATION, Opcode.CONTINUATION);
        assertThat(fragments).extracting(Frame::fin).containsExactly(false, false, true);
        assertThat(fragments).extracting(Frame::rsv1).containsExactly(true, false, false);
        assertThat(fragments).allMatch(fragment -> fragment.maskingKey() == KEY);
    }

    @Test
    void aFrameThatFitsIsItsOnlyFragment() {
        assertThat(Frame.text("abc").fragment(3)).containsExactly(Frame.text("abc"));
        assertThat(Frame.text("abc").fragment(Integer.MAX_VALUE)).containsExactly(Frame.text("abc"));
        assertThat(Frame.binary().fragment(1)).containsExactly(Frame.binary());
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.text("abc").fragment(0));
    }

    @Test
    void fragmentsOfAFragmentDoNotEndTheMessage() {
        assertThat(Frame.continuation((byte) 1, (byte) 2).withFin(false).fragment(1))
                .extracting(Frame::fin)
                .containsExactly(false, false);
    }

    @Test
    void aMessageBecomesFrames() {
        assertThat(Message.text("abc").toFrame()).isEqualTo(Frame.text("abc"));
        assertThat(Message.binary(new byte[] {1, 2, 3}).fragment(2))
                .containsExactly(Frame.binary((byte) 1, (byte) 2).withFin(false), Frame.continuation((byte) 3));
    }

    @Test
    void nobodyCanChangeAFrame() {
        byte[] payload = {1, 2};
        Frame frame = Frame.binary(payload);
        payload[0] = 9;
        frame.bytes()[0] = 9;
        assertThat(frame.bytes()).containsExactly(1, 2);
        assertThat(frame.payload().isReadOnly()).isTrue();
    }

    @Test
    void randomKeysDiffer() {
        Frame frame = Frame.text("x");
        assertThat(frame.withRandomMaskingKey().maskingKey())
                .isNotEqualTo(frame.withRandomMaskingKey().maskingKey());
        assertThat(frame.isMasked() || frame.isUnmasked()).isFalse();
        assertThat(frame.withoutMaskingKey().isUnmasked()).isTrue();
    }

    @Test
    void halfASurrogatePairIsNoText() {
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.text("\ud83d"));
    }

    @Test
    void aDescriptionNeverShowsThePayload() {
        assertThat(Frame.text("secret").withRsv2(true).withMaskingKey(KEY))
                .hasToString("TEXT frame of 6 bytes, FIN, RSV2, masked");
    }
}
