package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.HookException;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Hooks on frames: what they see, what they replace, and what happens if they fail. */
class FrameHooksTest {

    private static final Hook.Step<Frame> UPPER = frame -> frame.isControl()
            ? frame
            : frame.withPayload(Frames.utf8(frame.text().toUpperCase(Locale.ROOT)));
    private static final Hook.Step<Frame> FAILING = frame -> {
        throw new UnsupportedOperationException("secret");
    };

    @InBothRoles
    void aHookReplacesWhatIsSent(Role role) {
        FrameEngine engine = FrameEngine.hooked(role, Hook.of(UPPER, null));
        engine.protocol.send(Message.text("hello"), null, false);
        engine.protocol.ping(Frames.utf8("p"));
        assertThat(engine.sent()).containsExactly(Frames.text("HELLO"), Frames.ping("p"));
    }

    @InBothRoles
    void aHookReplacesWhatIsReceived(Role role) {
        FrameEngine engine = FrameEngine.hooked(role, Hook.of(null, UPPER));
        engine.receive(Frames.text("he").unfinished(), Frames.continuation("llo"), Frames.text("x"));
        assertThat(engine.recorder.events).containsExactly(Event.text("HELLO"), Event.text("X"));
    }

    @InBothRoles
    void hooksSeeFramesWithoutExtensions(Role role) {
        List<Frame> seen = new ArrayList<>();
        Hook.Step<Frame> note = frame -> {
            seen.add(frame);
            return frame;
        };
        FrameEngine engine = FrameEngine.hooked(role, Hook.of(note, note), new FlippingExtension());
        WireFrame flipped =
                Frames.text(FlippingExtension.flipped(Frames.utf8("a"))).withRsv(2);
        engine.protocol.send(Message.text("a"), null, false);
        engine.receive(flipped);
        assertThat(seen).containsExactly(Frame.text("a"), Frame.text("a"));
        assertThat(engine.sent()).containsExactly(flipped);
    }

    @InBothRoles
    void hooksSeeControlFramesAndTheRepliesToThem(Role role) {
        List<String> seen = new ArrayList<>();
        FrameEngine engine = FrameEngine.hooked(
                role,
                Hook.of(
                        frame -> {
                            seen.add("> " + frame.opcode());
                            return frame;
                        },
                        frame -> {
                            seen.add("< " + frame.opcode());
                            return frame;
                        }));
        engine.receive(Frames.ping("a"), Frames.close(1000));
        assertThat(seen).containsExactly("< PING", "> PONG", "< CLOSE", "> CLOSE");
        assertThat(engine.sent()).containsExactly(Frames.pong("a"), Frames.close(1000));
    }

    @InBothRoles
    void aReplyAnswersWhatTheHookMadeOfThePing(Role role) {
        FrameEngine engine = FrameEngine.hooked(role, Hook.of(null, frame -> frame.withPayload((byte) 7)));
        engine.receive(Frames.ping("a"));
        assertThat(engine.recorder.events).containsExactly(Event.ping(new byte[] {7}));
        assertThat(engine.sent()).containsExactly(Frames.frame("pong", new byte[] {7}));
    }

    @InBothRoles
    void aHookThatThrowsOnTheWayInFailsTheConnection(Role role) {
        FrameEngine engine = FrameEngine.hooked(role, Hook.of(null, FAILING));
        engine.receive(Frames.text("a"), Frames.text("b"));
        expectFailedByHook(engine);
    }

    @InBothRoles
    void aHookThatThrowsOnTheWayOutFailsTheConnection(Role role) {
        FrameEngine engine = FrameEngine.hooked(role, Hook.of(FAILING, null));
        engine.protocol.send(Message.text("a"), null, false);
        expectFailedByHook(engine);
    }

    private static void expectFailedByHook(FrameEngine engine) {
        assertThat(engine.sent()).containsExactly(Frames.close(1011));
        assertThat(engine.recorder.events).containsExactly(Event.failed(1011));
        assertThat(engine.recorder.failure).isInstanceOf(HookException.class).hasRootCauseMessage("secret");
        assertThat(engine.link.isOutputEnded()).isTrue();
    }

    @InBothRoles
    void aHookThatBreaksTheSequenceFailsTheConnection(Role role) {
        for (Hook<Frame> hook : List.<Hook<Frame>>of(
                Hook.of(frame -> Frame.continuation(), null),
                Hook.of(frame -> Frame.ping(), null),
                Hook.of(frame -> frame.withRsv1(true), null),
                Hook.of(frame -> frame.withPayload((byte) 0xff), null))) {
            FrameEngine engine = FrameEngine.hooked(role, hook);
            engine.protocol.send(Message.text("a"), null, false);
            assertThat(engine.sent()).containsExactly(Frames.close(1011));
        }
        FrameEngine engine = FrameEngine.hooked(role, Hook.of(null, frame -> Frame.text("x")));
        engine.receive(Frames.ping("a"));
        assertThat(engine.recorder.events).containsExactly(Event.failed(1011));
    }

    @InBothRoles
    void aMessageThatAHookMakesTooLargeIsTooLarge(Role role) {
        FrameEngine engine = FrameEngine.hooked(role, Hook.of(null, frame -> frame.withPayload(new byte[101])));
        engine.receive(Frames.binary(new byte[1]));
        assertThat(engine.recorder.events).containsExactly(Event.failed(1009));
    }

    @Test
    void outgoingPassesFirstToLastAndIncomingLastToFirst() {
        HookChain<Message> chain = HookChain.<Message>empty()
                .last(appending("b"))
                .first(appending("a"))
                .last(appending("c"))
                .then(HookChain.<Message>empty().last(appending("d")));
        assertThat(chain.outgoing(Message.text("")).text()).isEqualTo("abcd");
        assertThat(chain.incoming(Message.text("")).text()).isEqualTo("dcba");
        assertThat(HookChain.<Message>empty().isEmpty()).isTrue();
    }

    private static Hook<Message> appending(String letter) {
        Hook.Step<Message> append = message -> Message.text(message.text() + letter);
        return Hook.of(append, append);
    }
}
