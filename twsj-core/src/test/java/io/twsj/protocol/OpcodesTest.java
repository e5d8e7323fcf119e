package io.twsj.protocol;

import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.frame;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.text;

import io.twsj.close.CloseCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reserved opcodes: RFC 6455 sections 5.2 and 11.8. */
class OpcodesTest extends EngineTest {

    static Stream<Arguments> reserved() {
        return bothRoles(List.of("op3", "op4", "op5", "op6", "op7", "op11", "op12", "op13", "op14", "op15"));
    }

    @ParameterizedTest
    @MethodSource("reserved")
    void aReservedOpcodeFailsTheConnection(Role role, String opcode) {
        for (byte[] payload : List.of(new byte[0], Frames.utf8("payload"))) {
            TestEngine engine = engine(role);
            engine.receive(frame(opcode, payload));
            engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @MethodSource("reserved")
    void aReservedOpcodeFailsTheConnectionWithinAFragmentedMessageToo(Role role, String opcode) {
        TestEngine engine = engine(role);
        engine.receive(text("x").unfinished(), frame(opcode, new byte[0]), continuation("y"));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @MethodSource("reserved")
    void whatCameBeforeIsAnsweredAndWhatComesAfterIsNot(Role role, String opcode) {
        cutAnywhere(role, List.of(text("Hello"), frame(opcode, Frames.utf8("!")), ping("")), engine -> {
            engine.expectEvents(Event.text("Hello"));
            engine.expectSentThenFailed(CloseCode.PROTOCOL_ERROR, text("Hello"));
        });
    }
}
