package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.text;

import io.twsj.close.CloseCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Messages of several frames: RFC 6455 section 5.4. */
class FragmentationTest extends EngineTest {

    @InBothRoles
    void fragmentsAreJoined(Role role) {
        List<WireFrame> frames =
                List.of(text("Hel").unfinished(), continuation("lo ").unfinished(), continuation("you"));
        cutAnywhere(role, frames, engine -> {
            engine.expectEvents(Event.text("Hello you"));
            engine.expectSent(text("Hello you"));
        });
    }

    @InBothRoles
    void binaryFragmentsAreJoined(Role role) {
        List<WireFrame> frames = List.of(binary("80").unfinished(), continuation(hex("ff")));
        cutAnywhere(role, frames, engine -> {
            engine.expectEvents(Event.binary(hex("80ff")));
            engine.expectSent(binary("80ff"));
        });
    }

    @InBothRoles
    void fragmentsMayBeEmpty(Role role) {
        List<WireFrame> frames = List.of(
                text("").unfinished(),
                continuation("").unfinished(),
                continuation("x").unfinished(),
                continuation(""));
        cutAnywhere(role, frames, engine -> {
            engine.expectEvents(Event.text("x"));
            engine.expectSent(text("x"));
        });
    }

    @InBothRoles
    void aMessageOfEmptyFragmentsIsEmpty(Role role) {
        List<WireFrame> frames = List.of(binary("").unfinished(), continuation(""));
        cutAnywhere(role, frames, engine -> {
            engine.expectEvents(Event.binary(hex("")));
            engine.expectSent(binary(""));
        });
    }

    @InBothRoles
    void messagesMayFollowEachOtherInAnyForm(Role role) {
        List<WireFrame> frames = List.of(
                text("a").unfinished(),
                continuation("b"),
                text("c"),
                binary("0d").unfinished(),
                continuation("e"),
                binary("0f"));
        cutAnywhere(role, frames, engine -> {
            engine.expectEvents(Event.text("ab"), Event.text("c"), Event.binary(hex("0d65")), Event.binary(hex("0f")));
            engine.expectSent(text("ab"), text("c"), binary("0d65"), binary("0f"));
        });
    }

    @InBothRoles
    void aLongMessageOfManyFragmentsIsJoined(Role role) {
        byte[] payload = Payloads.counting(60_000);
        List<WireFrame> frames = new ArrayList<>();
        for (int at = 0; at < payload.length; at += 1000) {
            byte[] part = Arrays.copyOfRange(payload, at, at + 1000);
            WireFrame frame = at == 0 ? binary(part) : continuation(part);
            frames.add(at + 1000 == payload.length ? frame : frame.unfinished());
        }
        TestEngine engine = engine(role).echoing();
        engine.receive(frames.toArray(WireFrame[]::new));
        engine.expectEvents(Event.binary(payload));
        engine.expectSent(binary(payload));
    }

    @InBothRoles
    void aContinuationOfNothingFailsTheConnection(Role role) {
        for (WireFrame frame : List.of(continuation("x"), continuation("x").unfinished(), continuation(""))) {
            TestEngine engine = engine(role);
            engine.receive(frame);
            engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    @InBothRoles
    void aContinuationOfAFinishedMessageFailsTheConnection(Role role) {
        TestEngine engine = engine(role);
        engine.receive(text("a").unfinished(), continuation("b"), continuation("c"));
        engine.expectEvents(Event.text("ab"));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @InBothRoles
    void aNewMessageWithinAFragmentedOneFailsTheConnection(Role role) {
        for (WireFrame frame : List.of(
                text("x"), text("x").unfinished(), binary("00"), binary("00").unfinished(), text(""))) {
            TestEngine engine = engine(role);
            engine.receive(text("begun").unfinished(), frame);
            engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    @InBothRoles
    void aSequenceErrorIsFoundInTheHeaderOfAFrameWhosePayloadHasNotCome(Role role) {
        TestEngine engine = engine(role);
        byte[] frame = Frames.sentBy(engine.peer(), continuation(repeated(10, 'x')));
        engine.receive(Arrays.copyOf(frame, frame.length - 10));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @InBothRoles
    void whatComesAfterAFailureIsIgnored(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.receive(text("ok"), continuation("x"), text("late"), Frames.ping("late"), Frames.close(1000));
        engine.expectEvents(Event.text("ok"));
        engine.expectSentThenFailed(CloseCode.PROTOCOL_ERROR, text("ok"));
        engine.receive(text("later"), Frames.ping("later"), Frames.close(1000));
        engine.receive(hex("ff ff ff ff"));
        engine.checkNothingLeft();
    }
}
