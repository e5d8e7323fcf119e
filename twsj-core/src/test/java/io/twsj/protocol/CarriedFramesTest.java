package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.twsj.close.CloseReason;
import io.twsj.extension.ExtensionSession;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine's second entry: frames whose header and payload were carried by something else, such as a logical channel. */
class CarriedFramesTest {

    private static final ProtocolLimits LIMITS = new ProtocolLimits(100, 3);

    private MemoryLink link = new MemoryLink().carryingFrames();
    private final Recorder recorder = new Recorder();

    private WebSocketProtocol engine(Role role, ExtensionSession... extensions) {
        return new WebSocketProtocol(
                role, LIMITS, List.of(extensions), () -> Frames.KEY, FrameAccess.NONE, link, recorder);
    }

    private static void receive(WebSocketProtocol engine, WireFrame... frames) {
        for (WireFrame frame : frames) {
            int bits = (frame.fin() ? 0x80 : 0) | frame.rsv() << 4 | frame.opcode();
            ByteBuffer payload = ByteBuffer.wrap(frame.bytes());
            engine.receiveFrame(bits, payload);
            expectTaken(engine, payload);
        }
    }

    private static void expectTaken(WebSocketProtocol engine, ByteBuffer payload) {
        if (!engine.isDone()) {
            assertThat(payload.hasRemaining()).as("payload left").isFalse();
        }
    }

    private List<WireFrame> sent() {
        link.runTasks();
        return NaiveDecoder.frames(Role.SERVER, link.takeSent());
    }

    @InBothRoles
    void messagesArriveAsIfTheyHadComeInBytes(Role role) {
        receive(
                engine(role),
                Frames.text("whole"),
                Frames.binary("01 02").unfinished(),
                Frames.ping("now"),
                Frames.continuation(Frames.hex("03")),
                Frames.text(""));
        assertThat(recorder.events)
                .containsExactly(
                        Event.text("whole"), Event.ping("now"), Event.binary(Frames.hex("01 02 03")), Event.text(""));
    }

    @InBothRoles
    void nothingThatIsSentIsMasked(Role role) {
        WebSocketProtocol engine = engine(role);
        receive(engine, Frames.ping("now"));
        engine.send(Message.text("hi"), null, false);
        engine.send(Message.binary(new byte[Link.LARGEST_PIECE]), null, false);
        engine.sendUnchecked(List.of(Frame.text("mine").withMaskingKey(0x01020304)));
        assertThat(sent())
                .containsExactly(
                        Frames.pong("now"),
                        Frames.text("hi"),
                        Frames.binary(new byte[Link.LARGEST_PIECE]),
                        Frames.text("mine"));
    }

    /** They are cut where the credit ended; what they hold is limited as ever. */
    @InBothRoles
    void aMessageMayComeInAnyNumberOfPieces(Role role) {
        WebSocketProtocol engine = engine(role);
        receive(engine, Frames.text("a").unfinished());
        for (int i = 0; i < 10; i++) {
            receive(engine, Frames.continuation("b").unfinished());
        }
        receive(engine, Frames.continuation("c"), Frames.text("next"));
        assertThat(recorder.events).containsExactly(Event.text("abbbbbbbbbbc"), Event.text("next"));
    }

    @InBothRoles
    void aMessageThatGrowsTooLargeFailsTheConnection(Role role) {
        WebSocketProtocol engine = engine(role);
        receive(engine, Frames.binary(new byte[60]).unfinished());
        receive(engine, Frames.continuation(new byte[41]));
        assertThat(recorder.events).containsExactly(Event.failed(1009));
        assertThat(sent()).singleElement().extracting(WireFrame::closeCode).isEqualTo(1009);
    }

    @InBothRoles
    void headersAreJudged(Role role) {
        for (WireFrame wrong : List.of(
                Frames.text("x").withRsv(4),
                Frames.ping("x").unfinished(),
                Frames.frame("ping", new byte[126]),
                Frames.frame("op3", new byte[0]),
                Frames.frame("op11", new byte[0]),
                Frames.continuation("x"))) {
            recorder.events.clear();
            link = new MemoryLink().carryingFrames();
            receive(engine(role), wrong);
            assertThat(recorder.events).as(wrong.toString()).containsExactly(Event.failed(1002));
        }
    }

    @InBothRoles
    void textIsJudged(Role role) {
        receive(engine(role), Frames.text(Frames.hex("c3")).unfinished(), Frames.continuation(Frames.hex("28")));
        assertThat(recorder.events).containsExactly(Event.failed(1007));
    }

    @InBothRoles
    void extensionsSeeTheFrames(Role role) {
        WebSocketProtocol engine = engine(role, new FlippingExtension());
        receive(
                engine,
                Frames.text(FlippingExtension.flipped(Frames.utf8("hello"))).withRsv(2));
        engine.send(Message.text("answer"), null, false);
        assertThat(recorder.events).containsExactly(Event.text("hello"));
        assertThat(sent())
                .containsExactly(Frames.text(FlippingExtension.flipped(Frames.utf8("answer")))
                        .withRsv(2));
    }

    @InBothRoles
    void afterTheCloseFrameNothingIsHeard(Role role) {
        WebSocketProtocol engine = engine(role);
        receive(engine, Frames.close(4000, "bye"), Frames.text("late"));
        assertThat(recorder.events).containsExactly(Event.close(4000, "bye"));
        assertThat(sent()).containsExactly(Frames.close(4000));
        assertThat(engine.closeReason()).isEqualTo(new CloseReason(4000, "bye"));
        assertThat(link.isOutputEnded()).isEqualTo(role == Role.SERVER);
    }

    @InBothRoles
    void aFrameIsTakenWhilePaused(Role role) {
        WebSocketProtocol engine = engine(role);
        engine.pause();
        receive(engine, Frames.text("already here"));
        assertThat(recorder.events).containsExactly(Event.text("already here"));
    }

    @InBothRoles
    void repliesToOneFrameAreWrittenTogether(Role role) {
        WebSocketProtocol[] engine = new WebSocketProtocol[1];
        Recorder replying = new Recorder() {
            @Override
            public void onMessage(boolean isText, ByteBuffer payload) {
                engine[0].send(Message.text("one"), null, false);
                engine[0].send(Message.text("two"), null, false);
            }
        };
        engine[0] = new WebSocketProtocol(role, LIMITS, List.of(), () -> 0, link, replying);
        receive(engine[0], Frames.text("go"));
        assertThat(link.writes()).isEqualTo(1);
        assertThat(sent()).containsExactly(Frames.text("one"), Frames.text("two"));
    }

    @Test
    void whoExpectsBytesRefusesFrames() {
        LinkHandler bytesOnly = new LinkHandler() {
            @Override
            public void onBytes(ByteBuffer bytes) {}

            @Override
            public void onEndOfStream() {}

            @Override
            public void onWritable() {}

            @Override
            public void onDeadline() {}

            @Override
            public void onFailure(IOException cause) {}

            @Override
            public void onClosed() {}
        };
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> bytesOnly.onFrame(0x81, ByteBuffer.allocate(0)));
    }
}
