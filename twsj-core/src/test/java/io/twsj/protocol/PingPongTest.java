package io.twsj.protocol;

import static io.twsj.protocol.Frames.close;
import static io.twsj.protocol.Frames.frame;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Pings and pongs: RFC 6455 sections 5.5.2 and 5.5.3. */
class PingPongTest extends EngineTest {

    @InBothRoles
    void aPingIsAnsweredWithItsPayload(Role role) {
        for (byte[] payload : new byte[][] {{}, hex("00 ff fe fd fc fb 00 ff"), repeated(125, 0xfe)}) {
            TestEngine engine = engine(role);
            engine.receive(frame("ping", payload));
            engine.expectEvents(Event.ping(payload));
            engine.expectSent(frame("pong", payload));
        }
    }

    @InBothRoles
    void eachPingOfARead(Role role) {
        TestEngine engine = engine(role);
        engine.receive(numbered("ping", 0, 200));
        engine.expectEvents(IntStream.range(0, 200)
                .mapToObj(i -> Event.ping("payload-" + i))
                .toArray(Event[]::new));
        engine.expectSent(numbered("pong", 0, 200));
        assertThat(engine.link.writes()).isEqualTo(1);
    }

    @InBothRoles
    void pingsMayArriveCutAnywhere(Role role) {
        cutAnywhere(role, Arrays.asList(numbered("ping", 0, 10)), engine -> {
            engine.expectEvents(IntStream.range(0, 10)
                    .mapToObj(i -> Event.ping("payload-" + i))
                    .toArray(Event[]::new));
            engine.expectSent(numbered("pong", 0, 10));
        });
    }

    @InBothRoles
    void aPongIsReportedAndNotAnswered(Role role) {
        TestEngine engine = engine(role);
        engine.receive(pong("unasked"), pong(""));
        engine.expectEvents(Event.pong("unasked"), Event.pong(""));
        engine.expectSent();
    }

    @InBothRoles
    void whileEarlierOutputWaitsOnlyTheNewestPongWaits(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        engine.send("earlier");
        engine.receive(numbered("ping", 0, 100));
        engine.receive(ping("last"));
        assertThat(engine.recorder.events).hasSize(101);
        engine.recorder.events.clear();
        engine.expectNothing();

        engine.unblock();

        engine.expectSent(text("earlier"), pong("last"));
        engine.receive(numbered("ping", 0, 2));
        engine.expectEvents(Event.ping("payload-0"), Event.ping("payload-1"));
        engine.expectSent(numbered("pong", 0, 2));
    }

    @InBothRoles
    void pingsThatNobodyTakesTheAnswersOfDoNotPileUp(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        engine.receive(ping("first"));
        long waiting = engine.link.pendingBytes();
        for (int i = 0; i < 1000; i++) {
            engine.receive(ping("again"));
        }
        assertThat(engine.link.pendingBytes()).isEqualTo(waiting);
        engine.recorder.events.clear();
        engine.unblock();
        engine.expectSent(pong("first"), pong("again"));
    }

    @InBothRoles
    void aPongThatWaitsIsNotSentAfterTheCloseFrame(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        engine.send("earlier");
        engine.receive(ping("p"));
        engine.expectEvents(Event.ping("p"));
        engine.protocol.close(CloseReason.NORMAL);
        engine.unblock();
        engine.expectSent(text("earlier"), close(1000));
    }

    @InBothRoles
    void aPingIsAnsweredWhileAnotherThreadOwnsTheOutput(Role role) {
        TestEngine engine = engine(role);
        // A delivery is told by the owner, and what it does meanwhile finds the output taken.
        engine.protocol.send(
                Message.text("x"),
                new Delivery() {
                    @Override
                    protected void written() {
                        engine.receive(ping("a"), ping("b"));
                    }

                    @Override
                    protected void lost() {
                        throw new AssertionError("not lost");
                    }
                },
                false);
        engine.expectEvents(Event.ping("a"), Event.ping("b"));
        engine.expectSent(text("x"), pong("a"), pong("b"));
    }

    @InBothRoles
    void theApplicationSendsPingsAndUnaskedForPongs(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.ping(new byte[0]);
        engine.protocol.ping(repeated(125, 1));
        engine.protocol.pong(hex("01"));
        engine.expectSent(ping(""), frame("ping", repeated(125, 1)), frame("pong", hex("01")));
    }

    @InBothRoles
    void thePayloadOfAControlFrameIsNoLongerThan125Bytes(Role role) {
        TestEngine engine = engine(role);
        assertThatThrownBy(() -> engine.protocol.ping(new byte[126]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("126")
                .hasMessageContaining("125");
        assertThatThrownBy(() -> engine.protocol.pong(new byte[126])).isInstanceOf(IllegalArgumentException.class);
        engine.expectNothing();
    }

    private static WireFrame[] numbered(String opcode, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> frame(opcode, Frames.utf8("payload-" + i)))
                .toArray(WireFrame[]::new);
    }
}
