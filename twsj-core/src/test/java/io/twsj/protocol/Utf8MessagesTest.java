package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.text;

import io.twsj.close.CloseCode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text is UTF-8, and what is not fails at its first wrong byte: RFC 6455 sections 5.6 and 8.1. */
class Utf8MessagesTest extends EngineTest {

    /** Text, cut where it shows that it is none: what is still legal, and the byte that is not. */
    static Stream<Arguments> firstWrongBytes() {
        return bothRoles(List.of(
                "41 80", // continuation without a lead
                "41 c0", // could only begin an overlong form
                "c2 41",
                "e0 9f", // overlong
                "e1 80 c0",
                "ed a0", // surrogate
                "ed 80 7f",
                "f0 8f", // overlong
                "f4 90", // above U+10FFFF
                "f1 80 80 00",
                "f5",
                "ff",
                "cebae1bdb9cf83cebcceb5 eda0"));
    }

    @ParameterizedTest
    @MethodSource("firstWrongBytes")
    void theConnectionFailsAtTheFirstWrongByteOfAFrame(Role role, String text) {
        byte[] legal = hex(text);
        byte[] payload = Arrays.copyOf(legal, legal.length + 20);
        TestEngine engine = engine(role);
        byte[] frame = sentBy(engine.peer(), text(payload));
        int wrong = frame.length - 21;
        for (int i = 0; i < wrong; i++) {
            engine.receive(new byte[] {frame[i]});
        }
        engine.expectNothing();
        engine.receive(new byte[] {frame[wrong]});
        engine.expectFailed(CloseCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @MethodSource("firstWrongBytes")
    void theConnectionFailsAtTheFirstWrongByteAcrossFragments(Role role, String text) {
        byte[] payload = hex(text);
        TestEngine engine = engine(role);
        engine.receive(text("").unfinished());
        for (int i = 0; i < payload.length; i++) {
            engine.expectNothing();
            engine.receive(continuation(new byte[] {payload[i]}).unfinished());
        }
        engine.expectFailed(CloseCode.INVALID_PAYLOAD);
    }

    @InBothRoles
    void aCharacterMayBeSplitAcrossFragmentsWithControlFramesBetween(Role role) {
        // U+1D11E, the G clef: f0 9d 84 9e
        List<WireFrame> frames = List.of(
                text(hex("f0")).unfinished(),
                continuation(hex("9d")).unfinished(),
                ping(""),
                continuation(hex("84")).unfinished(),
                continuation(hex("9e")));
        cutAnywhere(role, frames, engine -> {
            engine.expectEvents(Event.ping(""), Event.text("\ud834\udd1e"));
            engine.expectSent(pong(""), text("\ud834\udd1e"));
        });
    }

    @InBothRoles
    void aTextThatEndsWithinACharacterFails(Role role) {
        for (String unfinished : List.of("c2", "e2 82", "f0 9d 84", "48 65 6c 6c 6f 20 77 6f 72 6c 64 e2")) {
            TestEngine oneFrame = engine(role);
            oneFrame.receive(text(hex(unfinished)));
            oneFrame.expectFailed(CloseCode.INVALID_PAYLOAD);

            TestEngine emptyEnd = engine(role);
            emptyEnd.receive(text(hex(unfinished)).unfinished());
            emptyEnd.expectNothing();
            emptyEnd.receive(continuation(""));
            emptyEnd.expectFailed(CloseCode.INVALID_PAYLOAD);
        }
    }

    @InBothRoles
    void eachTextBeginsAnew(Role role) {
        TestEngine engine = engine(role);
        engine.receive(text("\u20ac").unfinished(), continuation("\u20ac"), text("\u20ac"), binary("e2"), text("x"));
        engine.expectEvents(Event.text("\u20ac\u20ac"), Event.text("\u20ac"), Event.binary(hex("e2")), Event.text("x"));
    }

    @InBothRoles
    void binaryMessagesMayBeAnything(Role role) {
        TestEngine engine = engine(role);
        engine.receive(binary("ff fe 80"), binary("c2").unfinished(), continuation(hex("c2")));
        engine.expectEvents(Event.binary(hex("fffe80")), Event.binary(hex("c2c2")));
    }

    @InBothRoles
    void aTextMayHoldEveryKindOfCharacter(Role role) {
        // NUL, DEL, both borders of 2, 3 and 4 bytes, around the surrogates, non-characters
        String text = "\0\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\ufffe\uffff\ud800\udc00\udbff\udfff";
        cutAnywhere(role, List.of(text(text)), engine -> {
            engine.expectEvents(Event.text(text));
            engine.expectSent(text(text));
        });
    }
}
