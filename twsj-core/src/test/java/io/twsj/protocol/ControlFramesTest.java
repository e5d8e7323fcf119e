package io.twsj.protocol;

import static io.twsj.protocol.Frames.close;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.frame;
import static io.twsj.protocol.Frames.header;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.joined;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.text;

import io.twsj.close.CloseCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every control frame: RFC 6455 section 5.5. */
class ControlFramesTest extends EngineTest {

    static Stream<Arguments> opcodes() {
        return bothRoles(List.of("close", "ping", "pong"));
    }

    @ParameterizedTest
    @MethodSource("opcodes")
    void aFragmentedControlFrameFailsTheConnection(Role role, String opcode) {
        TestEngine engine = engine(role);
        engine.receive(frame(opcode, new byte[0]).unfinished());
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @MethodSource("opcodes")
    void aControlFrameOfMoreThan125BytesFailsTheConnectionBeforeItsPayload(Role role, String opcode) {
        for (long length : new long[] {126, 127, 65535, 65536, Long.MAX_VALUE}) {
            TestEngine engine = engine(role);
            engine.receive(headerTo(role, frame(opcode, new byte[0]), length));
            engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @MethodSource("opcodes")
    void aControlFrameMayHave125Bytes(Role role, String opcode) {
        byte[] payload = repeated(125, 'x');
        payload[0] = 0x03; // 1000, in case it is a Close frame
        payload[1] = (byte) 0xe8;
        TestEngine engine = engine(role);
        engine.receive(frame(opcode, payload));
        switch (opcode) {
            case "ping":
                engine.expectEvents(Event.ping(payload));
                engine.expectSent(frame("pong", payload));
                break;
            case "pong":
                engine.expectEvents(Event.pong(payload));
                break;
            default:
                engine.expectEvents(Event.close(1000, "x".repeat(123)));
                engine.expectSent(close(1000));
                break;
        }
    }

    @InBothRoles
    void aControlFrameBetweenFragmentsIsHandledBeforeTheMessageEnds(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.receive(text("frag").unfinished(), ping("p"), pong("q"));
        engine.expectEvents(Event.ping("p"), Event.pong("q"));
        engine.expectSent(pong("p"));
        engine.receive(continuation("ment"));
        engine.expectEvents(Event.text("fragment"));
        engine.expectSent(text("fragment"));
    }

    @InBothRoles
    void controlFramesBetweenFragmentsMayArriveCutAnywhere(Role role) {
        List<WireFrame> frames = List.of(
                text("fr").unfinished(),
                ping("12345"),
                continuation("ag").unfinished(),
                pong(""),
                ping(""),
                continuation("s"));
        cutAnywhere(role, frames, engine -> {
            engine.expectEvents(Event.ping("12345"), Event.pong(""), Event.ping(""), Event.text("frags"));
            engine.expectSent(pong("12345"), pong(""), text("frags"));
        });
    }

    @InBothRoles
    void aCloseFrameBetweenFragmentsDropsTheMessage(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.receive(text("frag").unfinished(), close(1000), continuation("ment"));
        engine.expectEvents(Event.close(1000, ""));
        engine.expectSent(close(1000));
    }

    /** A header that promises a payload which never comes. */
    private static byte[] headerTo(Role receiver, WireFrame frame, long length) {
        return receiver == Role.SERVER
                ? joined(header(frame, 0x80, length), hex("37fa213d"))
                : header(frame, 0, length);
    }
}
