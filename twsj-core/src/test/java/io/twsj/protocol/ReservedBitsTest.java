package io.twsj.protocol;

import static io.twsj.protocol.Frames.close;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.text;

import io.twsj.close.CloseCode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reserved bits without an agreed extension: RFC 6455 section 5.2.
 */
class ReservedBitsTest extends EngineTest {

    static Stream<Arguments> rsv() {
        return bothRoles(IntStream.rangeClosed(1, 7).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("rsv")
    void aReservedBitOnAnyFrameFailsTheConnection(Role role, int rsv) {
        for (WireFrame frame : List.of(
                text("x"), text("x").unfinished(), Frames.binary(""), ping(""), pong("x"), close(1000), close())) {
            TestEngine engine = engine(role);
            engine.receive(frame.withRsv(rsv));
            engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @MethodSource("rsv")
    void aReservedBitOnAContinuationFailsTheConnection(Role role, int rsv) {
        TestEngine engine = engine(role);
        engine.receive(text("x").unfinished(), continuation("y").withRsv(rsv));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @MethodSource("rsv")
    void aReservedBitIsFoundBeforeThePayloadComes(Role role, int rsv) {
        TestEngine engine = engine(role);
        byte[] frame = sentBy(engine.peer(), text(repeated(100, 'x')).withRsv(rsv));
        engine.receive(Arrays.copyOf(frame, frame.length - 100));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @InBothRoles
    void whatCameBeforeIsAnsweredAndWhatComesAfterIsNot(Role role) {
        cutAnywhere(role, List.of(text("Hello"), text("Hello").withRsv(2), ping("")), engine -> {
            engine.expectEvents(Event.text("Hello"));
            engine.expectSentThenFailed(CloseCode.PROTOCOL_ERROR, text("Hello"));
        });
    }
}
