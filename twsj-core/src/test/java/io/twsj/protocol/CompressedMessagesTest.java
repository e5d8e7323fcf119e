package io.twsj.protocol;

import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.text;
import static io.twsj.protocol.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseCode;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.deflate.DeflateFrame;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate and deflate-frame in the engine: RFC 7692 section 6, RFC 6455 sections 5.2, 5.4 and 8.1. */
class CompressedMessagesTest extends EngineTest {

    private static final int RSV1 = 4;
    private static final DeflateOptions OPTIONS = DeflateOptions.builder()
            .contextTakeover(true)
            .minSize(0)
            .maxRatio(0)
            .build();
    private static final ProtocolLimits LIMITS = new ProtocolLimits(100_000, 10);

    private static ExtensionSession messages() {
        return PermessageDeflate.of(OPTIONS).accept(ExtensionParameters.of("permessage-deflate"));
    }

    private static ExtensionSession frames() {
        return DeflateFrame.of(OPTIONS).accept(ExtensionParameters.of("deflate-frame"));
    }

    private TestEngine deflating(Role role) {
        return engine(role, LIMITS, List.of(messages()));
    }

    private static WireFrame compressed(String payload) {
        return text(hex(payload)).withRsv(RSV1);
    }

    private static byte[] deflated(byte[] payload) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(payload);
        byte[] out = new byte[payload.length + 100];
        int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, size - 4);
    }

    @ParameterizedTest
    @EnumSource
    void inflatesAndCompresses(Role role) {
        TestEngine engine = deflating(role).echoing();
        engine.receive(compressed("f2 48 cd c9 c9 07 00"), compressed("f2 00 11 00 00"));
        engine.expectEvents(Event.text("Hello"), Event.text("Hello"));
        engine.expectSent(compressed("f2 48 cd c9 c9 07 00"), compressed("f2 00 11 00 00"));
    }

    @ParameterizedTest
    @EnumSource
    void controlFramesPassBetweenTheFragments(Role role) {
        List<WireFrame> frames = List.of(
                compressed("f2 48").unfinished(), ping("p"), continuation(hex("cd c9 c9 07 00")), text("plain"));
        cutAnywhere(() -> new TestEngine(role, LIMITS, List.of(messages())), frames, engine -> {
            engine.expectEvents(Event.ping("p"), Event.text("Hello"), Event.text("plain"));
            engine.expectSent(pong("p"));
            engine.checkNothingLeft();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1, 3, 6})
    void otherReservedBitsStayForbidden(int rsv) {
        TestEngine engine = deflating(Role.SERVER);
        engine.receive(text("x").withRsv(rsv));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void theBitIsForbiddenOnControlFrames(Role role) {
        TestEngine engine = deflating(role);
        engine.receive(ping("p").withRsv(RSV1));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void theBitIsForbiddenOnContinuations(Role role) {
        TestEngine engine = deflating(role);
        engine.receive(
                compressed("f2 48").unfinished(),
                continuation(hex("cd c9 c9 07 00")).withRsv(RSV1));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    /** RFC 6455 8.1 speaks of what the text is, not of how it came; it fails at the first wrong byte. */
    @ParameterizedTest
    @EnumSource
    void whatIsInflatedHasToBeUtf8(Role role) {
        TestEngine engine = deflating(role);
        engine.receive(text(deflated(hex("41 ff 41"))).withRsv(RSV1));
        engine.expectFailed(CloseCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotInflateFailsTheConnection(Role role) {
        TestEngine engine = deflating(role);
        engine.receive(compressed("ff ff ff ff"));
        engine.expectFailed(CloseCode.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @EnumSource
    void theLimitIsThatOfTheInflatedMessage(Role role) {
        TestEngine engine = deflating(role);
        engine.receive(text(deflated(repeated(100_000, (byte) 'x'))).withRsv(RSV1));
        engine.expectEvents(Event.text(repeated(100_000, (byte) 'x')));
        engine.receive(text(deflated(repeated(100_001, (byte) 'x'))).withRsv(RSV1));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 4000})
    void passesBothWays(int piece) {
        PermessageDeflate deflate = PermessageDeflate.of(OPTIONS);
        ExtensionSession atServer = deflate.accept(deflate.offers().get(0));
        ExtensionSession atClient = deflate.confirm(atServer.agreed());
        passBothWays(atServer, atClient, piece);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 4000})
    void framesPassBothWays(int piece) {
        passBothWays(frames(), frames(), piece);
    }

    private void passBothWays(ExtensionSession atServer, ExtensionSession atClient, int piece) {
        TestEngine client = engine(Role.CLIENT, LIMITS, List.of(atClient));
        TestEngine server = engine(Role.SERVER, LIMITS, List.of(atServer)).echoing();
        Random random = new Random(piece);
        MemoryPipe pipe = new MemoryPipe(client, server, waiting -> 1 + random.nextInt(piece));
        for (String text : List.of("Hello", "Hello", "", "\u20ac".repeat(1000), "Hello", "x".repeat(50_000))) {
            client.send(text);
            pipe.pump();
            server.expectEvents(Event.text(utf8(text)));
            client.expectEvents(Event.text(utf8(text)));
        }
        assertThat(atClient.agreed()).isEqualTo(atServer.agreed());
        atServer.close();
        atClient.close();
    }
}
