package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseReason;
import io.twsj.frame.Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The engine hands out each frame after the extensions, and still judges them as parts of messages. */
class FrameReceiverTest {

    private static final WireFrame[] MIXED = {
        Frames.text("He").unfinished(),
        Frames.ping("now"),
        Frames.continuation("llo"),
        Frames.binary(new byte[0]),
        Frames.pong("x"),
        Frames.close(4000, "bye")
    };

    private static void expectMixed(FrameEngine engine) {
        assertThat(engine.received)
                .containsExactly(
                        Frame.text("He").withFin(false),
                        Frame.ping(Frames.utf8("now")),
                        Frame.continuation(Frames.utf8("llo")),
                        Frame.binary(),
                        Frame.pong(Frames.utf8("x")),
                        Frame.close(new CloseReason(4000, "bye")));
        assertThat(engine.recorder.events)
                .containsExactly(Event.ping("now"), Event.pong("x"), Event.close(4000, "bye"));
        assertThat(engine.sent()).containsExactly(Frames.pong("now"), Frames.close(4000));
    }

    @InBothRoles
    void everyFrameIsHandedOutAndTheRepliesAreOnTheirWay(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        engine.receive(MIXED);
        expectMixed(engine);
    }

    @InBothRoles
    void framesAreTheSameHoweverTheyAreCut(Role role) {
        byte[] bytes = Frames.sentBy(role == Role.CLIENT ? Role.SERVER : Role.CLIENT, MIXED);
        for (int cut = 1; cut < bytes.length; cut++) {
            FrameEngine engine = FrameEngine.receiving(role);
            byte[] copy = bytes.clone();
            engine.protocol.receive(ByteBuffer.wrap(copy, 0, cut));
            engine.protocol.receive(ByteBuffer.wrap(copy, cut, bytes.length - cut));
            expectMixed(engine);
        }
    }

    @InBothRoles
    void framesComeAsTheyWereBeforeTheExtension(Role role) {
        FrameEngine engine = FrameEngine.receiving(role, new FlippingExtension());
        engine.receive(
                Frames.text(FlippingExtension.flipped(Frames.utf8("ab")))
                        .unfinished()
                        .withRsv(2),
                Frames.continuation(FlippingExtension.flipped(Frames.utf8("c"))).withRsv(2));
        assertThat(engine.received)
                .containsExactly(Frame.text("ab").withFin(false), Frame.continuation(Frames.utf8("c")));
    }

    @InBothRoles
    void aTextThatIsNotUtf8FailsTheConnectionAtItsBadByte(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        engine.receive(
                Frames.text(new byte[] {(byte) 0xe2}).unfinished(),
                Frames.continuation("x").unfinished());
        assertThat(engine.received).hasSize(1);
        assertThat(engine.recorder.events).containsExactly(Event.failed(1007));
    }

    @InBothRoles
    void aTextThatEndsWithinACharacterFailsTheConnection(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        engine.receive(Frames.text(new byte[] {(byte) 0xe2}));
        assertThat(engine.received).isEmpty();
        assertThat(engine.recorder.events).containsExactly(Event.failed(1007));
    }

    @InBothRoles
    void theLimitsAreThoseOfMessages(Role role) {
        FrameEngine inOneFrame = FrameEngine.receiving(role);
        inOneFrame.receive(Frames.binary(new byte[101]));
        assertThat(inOneFrame.recorder.events).containsExactly(Event.failed(1009));
        FrameEngine inTwo = FrameEngine.receiving(role);
        inTwo.receive(Frames.binary(new byte[60]).unfinished(), Frames.continuation(new byte[41]));
        assertThat(inTwo.received).hasSize(1);
        assertThat(inTwo.recorder.events).containsExactly(Event.failed(1009));
        FrameEngine one = FrameEngine.receiving(role);
        one.receive(Frames.binary(new byte[100]), Frames.binary(new byte[100]));
        assertThat(one.received).hasSize(2);
    }

    @InBothRoles
    void aBrokenSequenceFailsTheConnection(Role role) {
        FrameEngine engine = FrameEngine.receiving(role);
        engine.receive(Frames.continuation("x"));
        assertThat(engine.recorder.events).containsExactly(Event.failed(1002));
    }

    @InBothRoles
    void repliesCanBeLeftToTheApplication(Role role) {
        FrameEngine engine = FrameEngine.silent(role);
        engine.receive(Frames.ping("a"), Frames.close(1000));
        assertThat(engine.received).containsExactly(Frame.ping(Frames.utf8("a")), Frame.close(CloseReason.NORMAL));
        assertThat(engine.sent()).isEmpty();
        assertThat(engine.link.isOutputEnded()).isFalse();
        // RFC 6455 5.5.1: the answer may wait until a message has been sent to its end.
        engine.send(Frame.text("end"), Frame.close(CloseReason.NORMAL));
        assertThat(engine.sent()).containsExactly(Frames.text("end"), Frames.close(1000));
        assertThat(engine.protocol.isDone()).isTrue();
        assertThat(engine.link.isOutputEnded()).isEqualTo(role == Role.SERVER);
    }

    @Test
    void aPausedEngineLeavesTheNextFrameInTheBuffer() {
        FrameEngine server = FrameEngine.receiving(Role.SERVER);
        server.protocol.pause();
        byte[] bytes = Frames.sentBy(Role.CLIENT, Frames.text("a"));
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        server.protocol.receive(buffer);
        assertThat(buffer.remaining()).isEqualTo(bytes.length);
        server.protocol.resume();
        server.protocol.receive(buffer);
        assertThat(server.received).containsExactly(Frame.text("a"));
    }
}
