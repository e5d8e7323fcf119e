package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.close;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.frame.Cuts;
import java.nio.ByteBuffer;
import java.util.List;

/** A paused engine leaves bytes where they are, and goes on at the same place. */
class PauseTest extends EngineTest {

    private static final List<WireFrame> FRAMES = List.of(
            text("one"),
            ping("two"),
            text("th").unfinished(),
            pong("four"),
            continuation("ree"),
            binary(""),
            close(1000));
    private static final List<Event> EVENTS = NaiveDecoder.events(FRAMES);

    @InBothRoles
    void aPausedEngineTakesNothing(Role role) {
        TestEngine engine = engine(role);
        ByteBuffer bytes = ByteBuffer.wrap(sentBy(engine.peer(), text("Hello")));
        engine.protocol.pause();
        assertThat(engine.protocol.isPaused()).isTrue();
        engine.protocol.receive(bytes);
        assertThat(bytes.position()).isZero();
        engine.expectNothing();
        engine.protocol.resume();
        assertThat(engine.protocol.isPaused()).isFalse();
        engine.receive(bytes);
        engine.expectEvents(Event.text("Hello"));
    }

    @InBothRoles
    void anEnginePausedWithinAFrameGoesOnWithinIt(Role role) {
        byte[] frame = sentBy(engine(role).peer(), text("Hello"));
        for (int cut = 0; cut < frame.length; cut++) {
            TestEngine engine = engine(role);
            engine.receive(ByteBuffer.wrap(frame.clone(), 0, cut));
            engine.protocol.pause();
            ByteBuffer rest = ByteBuffer.wrap(frame.clone(), cut, frame.length - cut);
            engine.protocol.receive(rest);
            assertThat(rest.position()).isEqualTo(cut);
            engine.protocol.resume();
            engine.receive(rest);
            engine.expectEvents(Event.text("Hello"));
        }
    }

    @InBothRoles
    void anEnginePausedInACallbackStopsBehindThatFrame(Role role) {
        List<Integer> ends = frameEnds(role);
        for (int at = 0; at < EVENTS.size() - 1; at++) {
            TestEngine engine = pausingAfter(engine(role), at);
            ByteBuffer bytes = ByteBuffer.wrap(input(role));
            engine.protocol.receive(bytes);
            assertThat(engine.recorder.events).hasSize(at + 1);
            assertThat(ends).contains(bytes.position());
            engine.protocol.resume();
            engine.receive(bytes);
            expectAll(engine);
        }
    }

    @InBothRoles
    void anEnginePausedInEveryCallbackLosesNothingHoweverItsInputIsCut(Role role) {
        byte[] input = input(role);
        Cuts.forEach(input.length, ends -> {
            TestEngine engine = new TestEngine(role);
            engine.reacting(event -> engine.protocol.pause());
            for (ByteBuffer piece : Cuts.pieces(input, ends)) {
                while (piece.hasRemaining()) {
                    engine.protocol.resume();
                    engine.protocol.receive(piece);
                }
            }
            expectAll(engine);
            engine.checkNothingLeft();
        });
    }

    @InBothRoles
    void aPauseTakenBackInTheSameCallbackIsNone(Role role) {
        TestEngine engine = engine(role);
        engine.reacting(event -> {
            engine.protocol.pause();
            engine.protocol.resume();
        });
        engine.receive(input(role));
        expectAll(engine);
    }

    @InBothRoles
    void aPausedEngineStillSends(Role role) {
        TestEngine engine = engine(role);
        engine.reacting(event -> engine.protocol.pause());
        ByteBuffer bytes = ByteBuffer.wrap(sentBy(engine.peer(), ping("a"), ping("b")));
        engine.protocol.receive(bytes);
        engine.expectEvents(Event.ping("a"));
        engine.expectSent(pong("a"));
        engine.send("Hello");
        engine.expectSent(text("Hello"));
        engine.protocol.resume();
        engine.receive(bytes);
        engine.expectEvents(Event.ping("b"));
        engine.expectSent(pong("b"));
    }

    private static TestEngine pausingAfter(TestEngine engine, int events) {
        return engine.reacting(event -> {
            if (engine.recorder.events.size() == events + 1) {
                engine.protocol.pause();
            }
        });
    }

    private static void expectAll(TestEngine engine) {
        engine.expectEvents(EVENTS.toArray(Event[]::new));
        engine.expectSent(pong("two"), close(1000));
    }

    private static byte[] input(Role role) {
        return sentBy(role == Role.CLIENT ? Role.SERVER : Role.CLIENT, FRAMES.toArray(WireFrame[]::new));
    }

    private static List<Integer> frameEnds(Role role) {
        return borders(role == Role.CLIENT ? Role.SERVER : Role.CLIENT, FRAMES);
    }
}
