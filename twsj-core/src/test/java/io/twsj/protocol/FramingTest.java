package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.text;
import static io.twsj.protocol.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.message.BorrowedMessage;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of one frame, in and out: RFC 6455 sections 5.2, 5.6, 5.7 and 6. */
class FramingTest extends EngineTest {

    private static final List<Integer> BORDERS = List.of(
            0,
            1,
            125,
            126,
            127,
            128,
            Link.LARGEST_PIECE - 15,
            Link.LARGEST_PIECE - 14,
            Link.LARGEST_PIECE - 13,
            Link.LARGEST_PIECE,
            Link.LARGEST_PIECE + 1,
            2 * Link.LARGEST_PIECE,
            2 * Link.LARGEST_PIECE + 3,
            65535,
            65536,
            65537);

    static Stream<Arguments> borders() {
        return bothRoles(BORDERS);
    }

    @Test
    void aServerUnderstandsTheMaskedExampleOfTheRfc() {
        TestEngine server = engine(Role.SERVER);
        server.receive(hex("81 85 37fa213d 7f9f4d5158")); // text "Hello", key 37fa213d
        server.expectEvents(Event.text("Hello"));
    }

    @Test
    void aClientUnderstandsTheUnmaskedExamplesOfTheRfc() {
        TestEngine client = engine(Role.CLIENT);
        client.receive(hex("81 05 48656c6c6f")); // text "Hello"
        client.expectEvents(Event.text("Hello"));
        client.receive(hex("01 03 48656c 80 02 6c6f")); // text "Hel", continuation "lo"
        client.expectEvents(Event.text("Hello"));
        client.receive(hex("89 05 48656c6c6f")); // ping "Hello"
        client.expectEvents(Event.ping("Hello"));
        client.expectSent(pong("Hello"));
    }

    @Test
    void aServerSendsTheUnmaskedExamplesOfTheRfc() {
        TestEngine server = engine(Role.SERVER);
        server.send("Hello");
        assertThat(server.link.takeSent()).isEqualTo(hex("81 05 48656c6c6f"));
        server.send(Message.binary(repeated(256, 7)));
        assertThat(server.link.takeSent()).startsWith(hex("82 7e 0100 07")).hasSize(260);
        server.send(Message.binary(repeated(65536, 7)));
        assertThat(server.link.takeSent())
                .startsWith(hex("82 7f 0000000000010000 07"))
                .hasSize(65546);
    }

    @ParameterizedTest
    @MethodSource("borders")
    void aTextOfAnyLengthIsReceivedAndSentBack(Role role, int length) {
        TestEngine engine = engine(role).echoing();
        byte[] payload = repeated(length, '*');
        engine.receive(text(payload));
        engine.expectEvents(Event.text(payload));
        engine.expectSent(text(payload));
    }

    @ParameterizedTest
    @MethodSource("borders")
    void aBinaryMessageOfAnyLengthIsReceivedAndSentBack(Role role, int length) {
        TestEngine engine = engine(role).echoing();
        byte[] payload = Payloads.counting(length);
        engine.receive(binary(payload));
        engine.expectEvents(Event.binary(payload));
        engine.expectSent(binary(payload));
    }

    @ParameterizedTest
    @MethodSource("borders")
    void whatIsSentStaysAsItWas(Role role, int length) {
        byte[] payload = Payloads.counting(length);
        Message owned = Message.binary(payload);
        ByteBuffer around =
                ByteBuffer.allocate(length + 10).put(5, payload).position(5).limit(5 + length);
        BorrowedMessage borrowed = new BorrowedMessage();
        borrowed.lend(false, around);

        TestEngine engine = engine(role);
        engine.send(owned);
        engine.send(borrowed);

        engine.expectSent(binary(payload), binary(payload));
        assertThat(owned.bytes()).isEqualTo(payload);
        assertThat(borrowed.bytes()).isEqualTo(payload);
        assertThat(around.position()).isEqualTo(5);
        assertThat(around.limit()).isEqualTo(5 + length);
    }

    @InBothRoles
    void framesOfOneReadAreHandledInOrderAndAnsweredInOneWrite(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.receive(text("a"), ping("b"), binary("0c"), text(""), pong("d"));
        engine.expectEvents(Event.text("a"), Event.ping("b"), Event.binary(hex("0c")), Event.text(""), Event.pong("d"));
        engine.expectSent(text("a"), pong("b"), binary("0c"), text(""));
        assertThat(engine.link.writes()).isEqualTo(1);
    }

    @InBothRoles
    void aSequenceOfFramesMayArriveCutAnywhere(Role role) {
        List<WireFrame> frames = List.of(text("a"), ping("b"), binary("0c"), text(""), ping(""));
        cutAnywhere(role, frames, engine -> {
            engine.expectEvents(
                    Event.text("a"), Event.ping("b"), Event.binary(hex("0c")), Event.text(""), Event.ping(""));
            engine.expectSent(text("a"), pong("b"), binary("0c"), text(""), pong(""));
        });
    }

    @InBothRoles
    void aLongFrameMayArriveCutAnywhere(Role role) {
        byte[] payload = Payloads.counting(3000);
        cutAnywhere(role, List.of(binary(payload)), engine -> {
            engine.expectEvents(Event.binary(payload));
            engine.expectSent(binary(payload));
        });
    }

    @InBothRoles
    void messagesOfABatchLeaveInOneWrite(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.beginBatch();
        engine.send("one");
        engine.send("two");
        assertThat(engine.link.writes()).isZero();
        engine.protocol.endBatch();
        assertThat(engine.link.writes()).isEqualTo(1);
        engine.expectSent(text("one"), text("two"));
    }

    @InBothRoles
    void aBatchMayContainAnother(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.protocol.beginBatch();
        engine.receive(text("one"));
        engine.protocol.beginBatch();
        engine.send("two");
        engine.protocol.endBatch();
        engine.send("three");
        assertThat(engine.link.writes()).isZero();
        engine.protocol.endBatch();
        engine.send("four");
        engine.expectEvents(Event.text("one"));
        engine.expectSent(text("one"), text("two"), text("three"), text("four"));
    }

    @InBothRoles
    void aSenderThatHasMoreLeavesTheWriteToTheLoop(Role role) {
        TestEngine engine = engine(role);
        engine.link.handler(new WritableForwarder(engine.protocol));
        engine.protocol.send(Message.text("one"), null, true);
        engine.protocol.send(Message.text("two"), null, true);
        engine.expectNothing();
        engine.link.runTasks();
        engine.expectSent(text("one"), text("two"));
        assertThat(engine.link.writes()).isEqualTo(1);
    }

    @InBothRoles
    void aReadWithoutAnythingToAnswerWritesNothing(Role role) {
        TestEngine engine = engine(role);
        engine.receive(text("a"), pong("b"));
        engine.expectEvents(Event.text("a"), Event.pong("b"));
        assertThat(engine.link.writes()).isZero();
    }

    @InBothRoles
    void sendingAMessageThatIsNoLongerValidFailsAtTheCallAndChangesNothing(Role role) {
        TestEngine engine = engine(role);
        BorrowedMessage expired = new BorrowedMessage();
        expired.lend(true, ByteBuffer.wrap(utf8("gone")));
        expired.end();

        assertThatThrownBy(() -> engine.send(expired)).isInstanceOf(IllegalStateException.class);

        engine.expectNothing();
        engine.send("next");
        engine.expectSent(text("next"));
    }

    @InBothRoles
    void sendingAMessageThatIsNoLongerValidFromACallbackChangesNothing(Role role) {
        BorrowedMessage expired = new BorrowedMessage();
        TestEngine engine = engine(role);
        engine.reacting(event -> {
            assertThatThrownBy(() -> engine.send(expired)).isInstanceOf(IllegalStateException.class);
            engine.send("next");
        });
        engine.receive(text("first"));
        engine.expectEvents(Event.text("first"));
        engine.expectSent(text("next"));
    }
}
