package io.twsj.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages lent for the length of a callback. */
class BorrowedMessageTest {

    private final BorrowedMessage message = new BorrowedMessage();

    static Stream<ByteBuffer> buffers() {
        return Stream.of(ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void itShowsWhatLiesBetweenPositionAndLimit(ByteBuffer buffer) {
        byte[] hello = "H\u00e4llo".getBytes(StandardCharsets.UTF_8);
        buffer.position(3).put(hello).limit(9).position(3);

        message.lend(true, buffer);

        assertThat(message.isText()).isTrue();
        assertThat(message.size()).isEqualTo(6);
        assertThat(message.text()).isEqualTo("H\u00e4llo");
        assertThat(message.bytes()).isEqualTo(hello);
        assertThat(message.payload()).isEqualTo(ByteBuffer.wrap(hello));
        ByteBuffer target = ByteBuffer.allocate(8).position(1);
        message.writeTo(target);
        assertThat(target.flip().position(1)).isEqualTo(ByteBuffer.wrap(hello));
        assertThat(buffer.position()).isEqualTo(3);
        assertThat(buffer.limit()).isEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void whatWasCopiedOutlivesTheLoan(ByteBuffer buffer) {
        buffer.put((byte) 'A').flip();
        message.lend(true, buffer);
        Message copy = message.copy();
        byte[] bytes = message.bytes();
        String text = message.text();

        message.end();
        buffer.put(0, (byte) 'B');

        assertThat(copy.isText()).isTrue();
        assertThat(copy.text()).isEqualTo("A");
        assertThat(bytes).containsExactly('A');
        assertThat(text).isEqualTo("A");
    }

    @Test
    void usingItAfterTheLoanFails() {
        message.lend(true, ByteBuffer.wrap(new byte[] {65}));
        message.end();
        expectInvalid();
        message.end();
        expectInvalid();
    }

    @Test
    void usingItBeforeTheLoanFails() {
        expectInvalid();
    }

    private void expectInvalid() {
        ThrowingCallable[] uses = {
            message::isText,
            message::size,
            message::text,
            message::bytes,
            message::payload,
            message::copy,
            () -> message.writeTo(ByteBuffer.allocate(10))
        };
        for (ThrowingCallable use : uses) {
            assertThatThrownBy(use).isInstanceOf(IllegalStateException.class).hasMessageContaining("callback");
        }
        assertThat(message).hasToString("message that is no longer valid");
    }

    @Test
    void itIsLentAgainAndAgain() {
        message.lend(true, ByteBuffer.wrap(new byte[] {65}));
        message.end();
        message.lend(false, ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(message.isText()).isFalse();
        assertThat(message.bytes()).containsExactly(1, 2);
        message.lend(true, ByteBuffer.allocate(0));
        assertThat(message.text()).isEmpty();
        assertThat(message.size()).isZero();
    }

    @Test
    void aBinaryOneHasNoText() {
        message.lend(false, ByteBuffer.wrap(new byte[] {65}));
        assertThatThrownBy(message::text)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("binary");
    }

    @Test
    void theViewOfThePayloadCannotBeWritten() {
        message.lend(false, ByteBuffer.wrap(new byte[] {65}));
        ByteBuffer payload = message.payload();
        assertThatThrownBy(() -> payload.put(0, (byte) 9)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void nothingOfTheContentGetsIntoALog() {
        message.lend(true, ByteBuffer.wrap("secret".getBytes(StandardCharsets.UTF_8)));
        assertThat(message).hasToString("text message of 6 bytes");
    }
}
