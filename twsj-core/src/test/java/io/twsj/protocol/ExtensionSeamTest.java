package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.close;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.frame;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.text;
import static io.twsj.protocol.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseCode;
import io.twsj.close.LimitExceededException;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface for extensions, proved by toys: RFC 6455 sections 5.8 and 9. */
class ExtensionSeamTest extends EngineTest {

    private static final ProtocolLimits LIMITS = new ProtocolLimits(1000, 10);

    private final XorExtension clientXor = new XorExtension(0x20);
    private final XorExtension serverXor = new XorExtension(0);

    // An agreed extension at work

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void messagesPassBothWaysThroughAnAgreedExtension(int piece) {
        Random random = new Random(piece);
        passBothWays(waiting -> 1 + random.nextInt(piece));
    }

    private void passBothWays(IntUnaryOperator cut) {
        ExtensionParameters offer = clientXor.offers().get(0);
        ExtensionSession atServer = serverXor.accept(offer);
        ExtensionSession atClient = clientXor.confirm(atServer.agreed());
        TestEngine client = engine(Role.CLIENT, LIMITS, List.of(atClient));
        TestEngine server = engine(Role.SERVER, LIMITS, List.of(atServer)).echoing();
        MemoryPipe pipe = new MemoryPipe(client, server, cut);

        for (String text : List.of("first", "second", "", "fourth \u20ac", "fifth", "sixth", "x".repeat(1000))) {
            client.send(text);
            client.send(Message.binary(utf8(text)));
            client.protocol.ping(utf8("p"));
            pipe.pump();
            server.expectEvents(Event.text(text), Event.binary(utf8(text)), Event.ping("p"));
            client.expectEvents(Event.text(text), Event.binary(utf8(text)), Event.pong("p"));
        }

        client.end();
        server.end();
        assertThat(clientXor.closed + serverXor.closed)
                .as("closing is for the engine's caller")
                .isZero();
    }

    @InBothRoles
    void theExtensionSetsItsBitAndChangesThePayload(Role role) {
        TestEngine engine = engine(role, LIMITS, List.of(xor(0x20)));
        engine.send("AB");
        engine.send("AB");
        engine.send("AB");
        engine.send("");
        // 'A' is 41, 'B' is 42; the first message is XORed with 21, the second with 22, the third is left alone.
        engine.expectSent(text("`c").withRsv(2), text("c`").withRsv(2), text("AB"), text("").withRsv(2));
    }

    @InBothRoles
    void aFragmentedMessageWithControlFramesPassesTheExtensionHoweverItIsCut(Role role) {
        List<WireFrame> frames = List.of(
                text(hex("60")).withRsv(2).unfinished(), // 'A' ^ 21
                ping("unchanged"),
                continuation("").unfinished(),
                continuation(hex("63")), // 'B' ^ 21
                text("plain"),
                binary(hex("23 23")).withRsv(2)); // 00 ^ 23
        cutAnywhere(() -> new TestEngine(role, LIMITS, List.of(xor(0x20))), frames, engine -> {
            engine.expectEvents(
                    Event.ping("unchanged"), Event.text("AB"), Event.text("plain"), Event.binary(hex("0000")));
            engine.expectSent(pong("unchanged"));
        });
    }

    @InBothRoles
    void textIsCheckedAfterTheExtension(Role role) {
        // f0 ^ 21 = d1 is no lead that 41 could follow; without the extension "f0 9d" would be fine.
        TestEngine engine = engine(role, LIMITS, List.of(xor(0x20)));
        engine.receive(text(hex("d1 bc")).withRsv(2).unfinished());
        engine.expectNothing();
        engine.receive(continuation(hex("60")));
        engine.expectFailed(CloseCode.INVALID_PAYLOAD);
    }

    // Order (9.1)

    @InBothRoles
    void whatIsAgreedAsFooBarIsSentThroughFooFirst(Role role) {
        TestEngine engine = engine(role, LIMITS, List.of(ToySession.prefix("foo", 'f'), ToySession.prefix("bar", 'b')));
        engine.send("data");
        engine.expectSent(text("bfdata"));
        engine.send(Message.binary(new byte[0]));
        engine.expectSent(binary(utf8("bf")));
    }

    @InBothRoles
    void whatIsAgreedAsFooBarIsReceivedThroughBarFirst(Role role) {
        List<WireFrame> frames = List.of(text("bfda").unfinished(), continuation("bfta"), binary(utf8("bf")));
        cutAnywhere(
                () -> new TestEngine(
                        role, LIMITS, List.of(ToySession.prefix("foo", 'f'), ToySession.prefix("bar", 'b'))),
                frames,
                engine -> engine.expectEvents(Event.text("data"), Event.binary(new byte[0])));

        TestEngine wrongWayRound =
                engine(role, LIMITS, List.of(ToySession.prefix("foo", 'f'), ToySession.prefix("bar", 'b')));
        wrongWayRound.receive(text("fbdata"));
        wrongWayRound.expectFailed(CloseCode.INVALID_PAYLOAD);
    }

    @Test
    void threeExtensionsUndoEachOther() {
        TestEngine client = engine(Role.CLIENT, LIMITS, three(0x20));
        TestEngine server = engine(Role.SERVER, LIMITS, three(0x20)).echoing();
        for (int i = 0; i < 10; i++) {
            client.send("message " + i);
        }
        new MemoryPipe(client, server, waiting -> 3).pump();
        for (int i = 0; i < 10; i++) {
            client.expectEvents(Event.text("message " + i));
            server.expectEvents(Event.text("message " + i));
        }
    }

    private static List<ExtensionSession> three(int key) {
        return List.of(ToySession.prefix("foo", 'f'), xor(key), ToySession.prefix("bar", 'b'));
    }

    // Reserved bits

    @InBothRoles
    void aBitWithoutAnOwnerFailsTheConnection(Role role) {
        TestEngine none = engine(role, LIMITS, List.of());
        none.receive(text("x").withRsv(2));
        none.expectFailed(CloseCode.PROTOCOL_ERROR);
        for (int rsv : new int[] {1, 3, 4, 5, 6, 7}) {
            TestEngine other = engine(role, LIMITS, List.of(xor(0x20)));
            other.receive(text("x").withRsv(rsv));
            other.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    @InBothRoles
    void theBitOfAnExtensionOnAControlFrameFailsTheConnection(Role role) {
        for (WireFrame control : List.of(ping("x"), pong(""), close(1000))) {
            TestEngine engine = engine(role, LIMITS, List.of(xor(0x20)));
            engine.receive(control.withRsv(2));
            engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    @InBothRoles
    void anExtensionMayRefuseItsBitAtTheHeader(Role role) {
        TestEngine engine = engine(role, LIMITS, List.of(xor(0x20)));
        byte[] frame = sentBy(engine.peer(), continuation("yy").withRsv(2));
        engine.receive(text("x").unfinished());
        engine.receive(Arrays.copyOf(frame, frame.length - 2));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @InBothRoles
    void sequenceAndLengthAreJudgedBeforeTheExtensionSeesTheFrame(Role role) {
        ExtensionSession untouchable = new ToySession(
                "untouchable",
                4 << 4,
                () -> new ToySession.Unchanged() {
                    @Override
                    public int begin(int bits, long length) {
                        throw new AssertionError("this frame is not legal");
                    }
                },
                ToySession.Unchanged::new);
        for (WireFrame frame : List.of(
                continuation("of nothing").withRsv(4), frame("op3", utf8("x")).withRsv(4), binary(repeated(2000, 0)))) {
            TestEngine engine = engine(role, LIMITS, List.of(untouchable));
            engine.receive(frame);
            int code = frame.payload().remaining() == 2000 ? CloseCode.MESSAGE_TOO_BIG : CloseCode.PROTOCOL_ERROR;
            engine.expectFailed(code);
        }
    }

    // Limits

    @InBothRoles
    void theLimitHoldsForWhatTheExtensionMakes(Role role) {
        TestEngine engine = engine(role, LIMITS, List.of(ToySession.multiplying(100)));
        engine.receive(binary(repeated(10, 1)));
        engine.expectEvents(Event.binary(repeated(1000, 1)));
        engine.receive(binary(repeated(11, 1)));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
        assertThat(engine.recorder.failure).isInstanceOfSatisfying(LimitExceededException.class, limit -> {
            assertThat(limit.found()).isEqualTo(1100);
            assertThat(limit.allowed()).isEqualTo(1000);
        });
    }

    @InBothRoles
    void theLimitHoldsAcrossFragmentsForWhatTheExtensionMakes(Role role) {
        TestEngine engine = engine(role, LIMITS, List.of(ToySession.multiplying(100)));
        engine.receive(
                binary(repeated(6, 1)).unfinished(),
                continuation(repeated(4, 1)).unfinished());
        engine.expectNothing();
        engine.receive(continuation(repeated(1, 1)));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
    }

    @InBothRoles
    void bytesThatBecomeNothingAreLimitedToo(Role role) {
        // 1000 + 1000 / 8 + 64 bytes on the wire
        TestEngine engine = engine(role, LIMITS, List.of(ToySession.multiplying(0)));
        engine.receive(
                binary(repeated(1189, 1)), binary(repeated(1000, 1)).unfinished(), continuation(repeated(189, 1)));
        engine.expectEvents(Event.binary(new byte[0]), Event.binary(new byte[0]));
        engine.receive(binary(repeated(1000, 1)).unfinished());
        engine.expectNothing();
        byte[] frame = sentBy(engine.peer(), continuation(repeated(190, 1)));
        engine.receive(Arrays.copyOf(frame, frame.length - 190));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
    }

    @InBothRoles
    void fragmentsAreCountedWithAnExtensionToo(Role role) {
        TestEngine engine = engine(role, LIMITS, List.of(ToySession.multiplying(0)));
        engine.receive(text("").unfinished());
        for (int i = 0; i < 9; i++) {
            engine.receive(continuation("").unfinished());
        }
        engine.expectNothing();
        engine.receive(continuation(""));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
    }

    // Sending

    @InBothRoles
    void largeMessagesPassTheExtensionOnTheWayOut(Role role) {
        byte[] payload = Payloads.counting(100_000);
        Message message = Message.binary(payload);
        TestEngine engine = engine(role, LIMITS, List.of(ToySession.prefix("foo", 'f')));
        engine.send(message);
        engine.expectSent(binary(Frames.joined(utf8("f"), payload)));
        assertThat(message.bytes()).isEqualTo(payload);
    }

    @InBothRoles
    void anExtensionThatBreaksOnTheWayOutEndsTheConnection(Role role) {
        TestEngine engine = engine(role, LIMITS, List.of(breaking()));
        engine.send("fine");
        engine.expectSent(text("fine"));

        assertThatThrownBy(() -> engine.send("break")).hasMessage("the extension is broken");

        assertThat(engine.link.isAborted()).isTrue();
        CountingDelivery later = new CountingDelivery();
        engine.protocol.send(Message.text("fine again"), later, false);
        engine.expectSent();
        later.expectLost();
        engine.end();
    }

    @InBothRoles
    void aQueuedMessageThatAnExtensionBreaksOnIsReportedAsLost(Role role) {
        TestEngine engine = engine(role, LIMITS, List.of(breaking()));
        CountingDelivery broken = new CountingDelivery();
        CountingDelivery later = new CountingDelivery();
        // What is sent while a delivery is told waits for the turn.
        engine.protocol.send(
                Message.text("fine"),
                new Delivery() {
                    @Override
                    protected void written() {
                        engine.protocol.send(Message.text("break"), broken, false);
                        engine.protocol.send(Message.text("fine"), later, false);
                    }

                    @Override
                    protected void lost() {
                        throw new AssertionError("not lost");
                    }
                },
                false);
        engine.expectSent(text("fine"));
        assertThat(engine.link.isAborted()).isTrue();
        broken.expectLost();
        later.expectLost();
        engine.end();
    }

    /** What the engine logs about it is expected here; kept in a field, as a logger nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("io.twsj");

    @BeforeEach
    void beQuiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        LOG.setLevel(null);
    }

    private static ExtensionSession breaking() {
        return new ToySession("breaking", 0, ToySession.Unchanged::new, () -> new ToySession.Unchanged() {
            @Override
            public void payload(ByteBuffer bytes, PayloadSink sink) {
                boolean broken = bytes.get(bytes.position()) == 'b';
                super.payload(bytes, sink);
                if (broken) {
                    throw new IllegalStateException("the extension is broken");
                }
            }
        });
    }

    private static ExtensionSession xor(int key) {
        XorExtension extension = new XorExtension(key);
        return extension.accept(extension.offers().get(0));
    }
}
