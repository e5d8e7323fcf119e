package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.joined;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Payload lengths on the wire: RFC 6455 section 5.2. */
class LengthTest extends EngineTest {

    private static final byte[] KEY = hex("37fa213d");

    static Stream<Arguments> tooLongForms() {
        return bothRoles(List.of(
                "7e 0000", // 0 in two octets
                "7e 0005", // 5
                "7e 007d", // 125
                "7f 0000000000000000", // 0 in eight
                "7f 000000000000007d", // 125
                "7f 000000000000007e", // 126
                "7f 000000000000ffff", // 65535
                "7f 8000000000000000", // top bit
                "7f 8000000000000005",
                "7f ffffffffffffffff"));
    }

    @ParameterizedTest
    @MethodSource("tooLongForms")
    void aLengthInALongerFormOrWithTheTopBitFailsTheConnection(Role role, String length) {
        byte[] header = header(role, length);
        for (int cut = 0; cut < header.length; cut++) {
            TestEngine engine = engine(role);
            engine.receive(ByteBuffer.wrap(header.clone(), 0, cut));
            engine.expectNothing();
            engine.receive(ByteBuffer.wrap(header.clone(), cut, header.length - cut));
            engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    static Stream<Arguments> hugeLengths() {
        return bothRoles(List.of(
                "7f 0000000000100001", // 1 MiB and one
                "7f 000000007fffffff",
                "7f 0000000080000000", // does not fit an int
                "7f 00000000ffffffff",
                "7f 0000000100000000", // is 0 as an int
                "7f 0000000100000005", // is 5 as an int
                "7f 7fffffffffffffff"));
    }

    @ParameterizedTest
    @MethodSource("hugeLengths")
    void aLengthBeyondTheLimitFailsTheConnectionAtTheHeader(Role role, String length) {
        TestEngine engine = engine(role);
        engine.receive(header(role, length));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
        assertThat(engine.link.watchedBuffers().acquired).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("hugeLengths")
    void aLengthBeyondTheLimitOfAContinuationFailsTheConnectionAtTheHeader(Role role, String length) {
        TestEngine engine = engine(role);
        engine.receive(binary("00 01 02").unfinished());
        byte[] header = header(role, length);
        header[0] = (byte) 0x80;
        engine.receive(header);
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
    }

    static Stream<Arguments> shortestForms() {
        return bothRoles(List.of(0, 1, 125, 126, 127, 255, 256, 65535, 65536, 100_000));
    }

    @ParameterizedTest
    @MethodSource("shortestForms")
    void theShortestFormIsUnderstoodAndSent(Role role, int length) {
        byte[] payload = Payloads.counting(length);
        TestEngine engine = engine(role).echoing();
        engine.receive(binary(payload));
        engine.expectEvents(Event.binary(payload));
        // Reading fails where a length is not in its shortest form.
        engine.expectSent(binary(payload));
    }

    /** The header of a binary frame with this length field, in hex, as the peer of this role would send it. */
    private static byte[] header(Role role, String length) {
        byte[] field = hex(length);
        if (role == Role.CLIENT) {
            return joined(hex("82"), field);
        }
        field[0] |= (byte) 0x80;
        return joined(hex("82"), field, KEY);
    }
}
