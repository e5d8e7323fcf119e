package io.twsj.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that own their bytes: RFC 6455 section 6. */
class MessageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Hello", "\0", "\u00e4\u20ac", "\ud834\udd1e", "a\ud834\udd1e\ud834\udd1eb", "\uffff\ufffe"})
    void aTextIsKeptAsUtf8(String text) {
        Message message = Message.text(text);
        assertThat(message.isText()).isTrue();
        assertThat(message.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(message.size()).isEqualTo(message.bytes().length);
        assertThat(message.text()).isEqualTo(text);
        assertThat(message.copy()).isSameAs(message);
        assertThat(Message.received(true, message.payload()).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud800", // the first half alone
                "\udc00", // the second half alone
                "a\ud800b",
                "ab\udc00",
                "\udc00\ud800", // the wrong way round
                "\ud834\udd1e\ud834", // a pair and a half
                "\ud800\ud800\udc00"
            })
    void halfOfASurrogatePairIsRefused(String text) {
        assertThatThrownBy(() -> Message.text(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void theRefusalNamesThePlace() {
        assertThatThrownBy(() -> Message.text("abc\ud834\udd1e\udd1e")).hasMessageContaining("index 5");
    }

    @Test
    void thereIsNoMessageOfNull() {
        assertThatThrownBy(() -> Message.text(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Message.binary((byte[]) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aBinaryMessageIsACopyOfItsBytes() {
        byte[] bytes = {1, 2, 3};
        Message message = Message.binary(bytes);
        bytes[0] = 9;
        message.bytes()[1] = 9;
        assertThat(message.isText()).isFalse();
        assertThat(message.bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void aBinaryMessageIsACopyOfWhatLiesBetweenPositionAndLimit() {
        for (ByteBuffer bytes : new ByteBuffer[] {ByteBuffer.allocate(6), ByteBuffer.allocateDirect(6)}) {
            bytes.put(new byte[] {1, 2, 3, 4, 5, 6}).position(1).limit(5);
            Message message = Message.binary(bytes);
            Message received = Message.received(false, bytes);
            bytes.put(2, (byte) 9);
            assertThat(message.bytes()).containsExactly(2, 3, 4, 5);
            assertThat(received.bytes()).containsExactly(2, 3, 4, 5);
            assertThat(bytes.position()).isEqualTo(1);
            assertThat(bytes.limit()).isEqualTo(5);
        }
    }

    @Test
    void theViewOfThePayloadCannotBeWritten() {
        ByteBuffer payload = Message.binary(new byte[] {1, 2}).payload();
        assertThat(payload.remaining()).isEqualTo(2);
        assertThatThrownBy(() -> payload.put(0, (byte) 9)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void aMessageIsWrittenAtTheTargetsPosition() {
        ByteBuffer target = ByteBuffer.allocate(5).position(2);
        Message.binary(new byte[] {7, 8}).writeTo(target);
        assertThat(target)
                .isEqualTo(
                        ByteBuffer.allocate(5).put(2, (byte) 7).put(3, (byte) 8).position(4));
        assertThat(target.get(2)).isEqualTo((byte) 7);
    }

    @Test
    void aBinaryMessageHasNoText() {
        assertThatThrownBy(() -> Message.binary(new byte[] {65}).text())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("binary");
    }

    @Test
    void nothingOfTheContentGetsIntoALog() {
        assertThat(Message.text("secret")).hasToString("text message of 6 bytes");
        assertThat(Message.binary(new byte[] {42, 43})).hasToString("binary message of 2 bytes");
    }
}
