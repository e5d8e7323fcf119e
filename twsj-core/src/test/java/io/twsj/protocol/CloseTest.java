package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.close;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.frame;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import io.twsj.message.Message;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The closing handshake and failing: RFC 6455 sections 1.4, 5.5.1 and 7. */
class CloseTest extends EngineTest {

    static Stream<Arguments> legalCodes() {
        return bothRoles(IntStream.of(
                        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3003, 3999, 4000,
                        4999)
                .boxed()
                .toList());
    }

    static Stream<Arguments> illegalCodes() {
        return bothRoles(
                IntStream.of(0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 32767, 32768, 65535)
                        .boxed()
                        .toList());
    }

    // The peer closes

    @ParameterizedTest
    @MethodSource("legalCodes")
    void aCloseFrameIsAnsweredWithItsCode(Role role, int code) {
        TestEngine engine = engine(role);
        engine.receive(close(code, "bye"));
        engine.expectEvents(Event.close(code, "bye"));
        engine.expectSent(close(code));
        assertThat(engine.protocol.closeReason()).isEqualTo(new CloseReason(code, "bye"));
        expectDone(engine);
    }

    @ParameterizedTest
    @MethodSource("illegalCodes")
    void aCloseFrameWithACodeThatMustNotBeSentFailsTheConnection(Role role, int code) {
        TestEngine engine = engine(role);
        engine.receive(close(code));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @InBothRoles
    void everyCodeIsEitherAnsweredOrFailsTheConnection(Role role) {
        for (int code = 0; code <= 65535; code += code < 5100 ? 1 : 97) {
            boolean legal =
                    (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code < 5000);
            TestEngine engine = new TestEngine(role);
            engine.receive(close(code));
            int answer = engine.sentFrames().get(0).closeCode();
            if (answer != (legal ? code : 1002)) {
                throw new AssertionError(code + " was answered with " + answer);
            }
        }
    }

    @InBothRoles
    void aCloseFrameWithoutACodeIsAnsweredWithoutACode(Role role) {
        TestEngine engine = engine(role);
        engine.receive(close());
        engine.expectEvents(Event.close(CloseCode.NO_STATUS, ""));
        engine.expectSent(close());
        assertThat(engine.protocol.closeReason()).isEqualTo(CloseReason.NO_STATUS);
        expectDone(engine);
    }

    @InBothRoles
    void aCloseFrameWithHalfACodeFailsTheConnection(Role role) {
        TestEngine engine = engine(role);
        engine.receive(frame("close", hex("03")));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @InBothRoles
    void aCloseReasonMayHaveEveryKindOfCharacterAnd123Bytes(Role role) {
        String reason = "\u20ac\ud834\udd1e\u00e4".repeat(13) + "\u20acabc"; // 9 bytes each, then 6
        assertThat(Frames.utf8(reason)).hasSize(123);
        TestEngine engine = engine(role);
        engine.receive(close(1000, reason));
        engine.expectEvents(Event.close(1000, reason));
        engine.expectSent(close(1000));
    }

    @InBothRoles
    void aCloseReasonThatIsNotUtf8FailsTheConnection(Role role) {
        for (String reason : List.of("80", "c2", "eda080", "c0af", "f4908080", "61e282")) {
            TestEngine engine = engine(role);
            engine.receive(close(1000, hex(reason)));
            engine.expectFailed(CloseCode.INVALID_PAYLOAD);
        }
    }

    @InBothRoles
    void aCloseFrameMayArriveCutAnywhere(Role role) {
        cutAnywhere(role, List.of(close(1001, "going \u20ac away"), close(1000)), engine -> {
            engine.expectEvents(Event.close(1001, "going \u20ac away"));
            engine.expectSent(close(1001));
        });
    }

    @InBothRoles
    void whatComesAfterACloseFrameIsIgnored(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.receive(text("before"), close(1000), ping("a"), text("b"), binary("0c"), continuation("d"), close(1001));
        engine.expectEvents(Event.text("before"), Event.close(1000, ""));
        engine.expectSent(text("before"), close(1000));
        engine.receive(text("later"), ping("later"));
        engine.receive(hex("ff ff ff"));
        engine.receive(sentBy(role, text("masked wrongly")));
        assertThat(engine.protocol.closeReason()).isEqualTo(CloseReason.NORMAL);
    }

    // This endpoint closes

    @ParameterizedTest
    @MethodSource("legalCodes")
    void theApplicationClosesWithACodeAndAReason(Role role, int code) {
        TestEngine engine = engine(role);
        engine.protocol.close(new CloseReason(code, "because"));
        engine.expectSent(close(code, "because"));
        assertThat(engine.protocol.isOpen()).isFalse();
        assertThat(engine.protocol.isDone()).isFalse();
        assertThat(engine.link.isOutputEnded()).isFalse();

        engine.receive(close(code));
        engine.expectEvents(Event.close(code, ""));
        engine.expectSent();
        expectDone(engine);
    }

    @ParameterizedTest
    @MethodSource("illegalCodes")
    void theApplicationCannotSendACodeThatMustNotBeSent(Role role, int code) {
        TestEngine engine = engine(role);
        if (code == CloseCode.NO_STATUS) {
            engine.protocol.close(CloseReason.of(code));
            engine.expectSent(close());
            return;
        }
        assertThatThrownBy(() -> engine.protocol.close(CloseReason.of(code)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(code));
        engine.expectNothing();
        assertThat(engine.protocol.isOpen()).isTrue();
        engine.send("still open");
        engine.expectSent(text("still open"));
    }

    @InBothRoles
    void theReasonReportedIsThePeersAnswer(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.close(new CloseReason(1000, "mine"));
        engine.expectSent(close(1000, "mine"));
        assertThat(engine.protocol.closeReason()).isEqualTo(CloseReason.ABNORMAL);
        engine.receive(close(4000, "yours"));
        engine.expectEvents(Event.close(4000, "yours"));
        engine.expectSent();
        assertThat(engine.protocol.closeReason()).isEqualTo(new CloseReason(4000, "yours"));
        expectDone(engine);
    }

    @InBothRoles
    void oneCloseFrameIsSentHoweverOftenItIsAskedFor(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.close(new CloseReason(4001, "first"));
        engine.protocol.close(new CloseReason(4002, "second"));
        engine.expectSent(close(4001, "first"));
        engine.receive(close(1000));
        engine.protocol.close(CloseReason.NORMAL);
        engine.expectEvents(Event.close(1000, ""));
        engine.expectSent();
    }

    @InBothRoles
    void messagesAreStillReceivedAfterTheCloseFrameWasSent(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.close(CloseReason.NORMAL);
        engine.expectSent(close(1000));
        engine.receive(text("late"), pong("x"), close(1000));
        engine.expectEvents(Event.text("late"), Event.pong("x"), Event.close(1000, ""));
        engine.expectSent();
    }

    @InBothRoles
    void nothingFollowsTheCloseFrame(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.close(CloseReason.NORMAL);
        engine.protocol.ping(new byte[1]);
        engine.protocol.pong(new byte[1]);
        engine.receive(ping("asked after our close"));
        engine.expectEvents(Event.ping("asked after our close"));
        engine.expectSent(close(1000));
    }

    @InBothRoles
    void aMessageThatComesTooLateIsReportedAsLost(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.close(CloseReason.NORMAL);
        engine.send("too late");
        CountingDelivery delivery = new CountingDelivery();
        engine.protocol.send(Message.text("too late as well"), delivery, false);
        engine.expectSent(close(1000));
        delivery.expectLost();
        assertThat(engine.end()).containsExactly(0L, 1L);
        delivery.expectLost();
    }

    @InBothRoles
    void bothSidesMayCloseAtOnce(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.close(new CloseReason(4001, "ours"));
        engine.receive(close(4002, "theirs"));
        engine.expectEvents(Event.close(4002, "theirs"));
        engine.expectSent(close(4001, "ours"));
        expectDone(engine);
    }

    @Test
    void bothEndsOfAPipeMayCloseAtOnce() {
        TestEngine client = engine(Role.CLIENT);
        TestEngine server = engine(Role.SERVER);
        client.protocol.close(new CloseReason(4001, "client"));
        server.protocol.close(new CloseReason(4002, "server"));
        new MemoryPipe(client, server, waiting -> 1).pump();
        client.expectEvents(Event.close(4002, "server"));
        server.expectEvents(Event.close(4001, "client"));
        expectDone(client);
        expectDone(server);
    }

    // Who ends TCP (7.1.1)

    @Test
    void theServerEndsTcpOnceBothCloseFramesAreWritten() {
        TestEngine server = engine(Role.SERVER);
        server.link.block();
        server.receive(close(1000));
        server.expectEvents(Event.close(1000, ""));
        server.expectNothing();
        server.unblock();
        server.expectSent(close(1000));
        assertThat(server.link.isOutputEnded()).isTrue();
    }

    @Test
    void theClientLeavesTheEndOfTcpToTheServer() {
        TestEngine client = engine(Role.CLIENT);
        client.receive(close(1000));
        client.expectEvents(Event.close(1000, ""));
        client.expectSent(close(1000));
        assertThat(client.link.isOutputEnded()).isFalse();
        assertThat(client.protocol.isDone()).isTrue();
    }

    // Failing (7.1.7)

    @InBothRoles
    void aFailureAfterOurCloseFrameSendsNoSecondOne(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.close(CloseReason.NORMAL);
        engine.receive(continuation("of nothing"));
        engine.expectEvents(Event.failed(CloseCode.PROTOCOL_ERROR));
        engine.expectSent(close(1000));
        assertThat(engine.link.isOutputEnded()).isTrue();
        assertThat(engine.protocol.isDone()).isTrue();
    }

    @InBothRoles
    void theApplicationMayFailTheConnection(Role role) {
        TestEngine engine = engine(role);
        engine.receive(text("unfinished").unfinished());
        engine.protocol.fail(new ProtocolException(CloseCode.INTERNAL_ERROR, "a handler failed"));
        engine.expectFailed(CloseCode.INTERNAL_ERROR);
        engine.protocol.fail(new ProtocolException(CloseCode.POLICY_VIOLATION, "again"));
        engine.receive(text("late"), close(1000));
    }

    @InBothRoles
    void aHandlerMayFailTheConnectionFromWithinACallback(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.reacting(event -> {
            if (event.what().equals("text")) {
                engine.protocol.fail(new ProtocolException(CloseCode.INTERNAL_ERROR, "a handler failed"));
            }
        });
        engine.receive(text("one"), text("two"), ping("three"));
        engine.expectEvents(Event.text("one"));
        engine.expectSentThenFailed(CloseCode.INTERNAL_ERROR, text("one"));
    }

    @InBothRoles
    void aLongExplanationIsCutToFitTheCloseFrame(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.fail(new ProtocolException(CloseCode.INTERNAL_ERROR, "\u20ac".repeat(100)));
        engine.expectEvents(Event.failed(CloseCode.INTERNAL_ERROR));
        engine.expectSent(close(1011, "\u20ac".repeat(41)));
    }

    @InBothRoles
    void aFailureAfterTheEndIsOfNoInterest(Role role) {
        TestEngine engine = engine(role);
        engine.end();
        engine.protocol.fail(new ProtocolException(CloseCode.INTERNAL_ERROR, "too late"));
        engine.expectNothing();
    }

    // The end of TCP

    @InBothRoles
    void anEndWithoutACloseFrameIsAbnormal(Role role) {
        TestEngine engine = engine(role);
        engine.receive(text("half").unfinished());
        assertThat(engine.protocol.isOpen()).isTrue();
        assertThat(engine.protocol.closeReason()).isEqualTo(CloseReason.ABNORMAL);
        assertThat(engine.end()).containsExactly(0L, 0L);
        assertThat(engine.protocol.isOpen()).isFalse();
        assertThat(engine.protocol.closeReason()).isEqualTo(CloseReason.ABNORMAL);
        engine.receive(continuation("late"));
        engine.protocol.ping(new byte[0]);
        engine.expectNothing();
    }

    @InBothRoles
    void whatWaitedAtTheEndIsReportedAsLost(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        CountingDelivery delivery = new CountingDelivery();
        engine.protocol.send(Message.text("Hello"), delivery, false);
        engine.send("World");
        delivery.expectPending();
        long bytes = 2L * sentBy(role, text("Hello")).length;
        assertThat(engine.end()).containsExactly(bytes, 0L);
        delivery.expectLost();
    }

    @InBothRoles
    void thePeersEndWithoutACloseFrameClosesTheLinkAtOnce(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        engine.send("Hello");
        engine.protocol.endOfStream();
        assertThat(engine.link.isClosed()).isTrue();
        engine.end();
    }

    @InBothRoles
    void afterBothCloseFramesTheLinkIsClosedOnceEverythingIsWritten(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        engine.send("Hello");
        engine.receive(close(1000));
        engine.expectEvents(Event.close(1000, ""));
        engine.protocol.endOfStream();
        engine.link.runTasks();
        assertThat(engine.link.isClosed()).isFalse();
        engine.unblock();
        engine.link.runTasks();
        engine.expectSent(text("Hello"), close(1000));
        assertThat(engine.link.isClosed()).isTrue();
    }

    @InBothRoles
    void afterAFailureTheCloseFrameIsWrittenBeforeTheLinkIsClosed(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        engine.receive(continuation("of nothing"));
        engine.protocol.endOfStream();
        engine.link.runTasks();
        assertThat(engine.link.isClosed()).isFalse();
        engine.unblock();
        engine.link.runTasks();
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        assertThat(engine.link.isClosed()).isTrue();
    }

    private static void expectDone(TestEngine engine) {
        assertThat(engine.protocol.isOpen()).isFalse();
        assertThat(engine.protocol.isDone()).isTrue();
        assertThat(engine.link.isOutputEnded()).as("the server ends TCP").isEqualTo(engine.role == Role.SERVER);
    }
}
