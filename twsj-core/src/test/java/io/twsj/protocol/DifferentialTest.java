package io.twsj.protocol;

import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.frame;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.frame.Cuts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random legal streams of frames, cut at random, are understood as the {@link NaiveDecoder} understands them. */
class DifferentialTest extends EngineTest {

    private static final int STREAMS = 300;
    private static final int CUTS = 5;
    private static final int[] SIZES = {0, 1, 2, 7, 8, 9, 124, 125, 126, 127, 128, 300, 1000, 65535, 65536};

    @InBothRoles
    void randomStreamsAreUnderstoodAndEchoed(Role role) {
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            List<WireFrame> frames = randomFrames(random);
            byte[] bytes = sentBy(role == Role.CLIENT ? Role.SERVER : Role.CLIENT, frames.toArray(WireFrame[]::new));
            List<Event> events = NaiveDecoder.events(frames);
            for (int i = 0; i < CUTS; i++) {
                int[] ends = Cuts.random(random, bytes.length);
                boolean pauses = random.nextBoolean();
                compare(role, bytes, ends, pauses, events, "seed " + seed + ", cut at " + Arrays.toString(ends));
            }
        }
    }

    private static void compare(
            Role role, byte[] bytes, int[] ends, boolean pauses, List<Event> events, String description) {
        TestEngine engine = new TestEngine(role).echoing();
        Random random = new Random(bytes.length);
        if (pauses) {
            engine.reacting(event -> {
                if (random.nextInt(3) == 0) {
                    engine.protocol.pause();
                }
            });
        }
        for (ByteBuffer piece : Cuts.pieces(bytes, ends)) {
            do {
                engine.protocol.resume();
                engine.protocol.receive(piece);
            } while (piece.hasRemaining());
        }
        assertThat(engine.recorder.events).as(description).isEqualTo(events);
        engine.recorder.events.clear();
        List<WireFrame> answers = events.stream()
                .filter(event -> !event.what().equals("pong"))
                .map(DifferentialTest::answer)
                .toList();
        assertThat(engine.sentFrames()).as(description).isEqualTo(answers);
        engine.checkNothingLeft();
    }

    private static WireFrame answer(Event event) {
        if (event.what().equals("close")) {
            return Frames.close(event.reason().code());
        }
        String opcode = event.what().equals("ping") ? "pong" : event.what();
        return new WireFrame(true, 0, WireFrame.opcode(opcode), event.payload());
    }

    // Streams

    private static List<WireFrame> randomFrames(Random random) {
        List<WireFrame> frames = new ArrayList<>();
        int messages = random.nextInt(12);
        for (int i = 0; i < messages; i++) {
            addMessage(frames, random);
            addControl(frames, random);
        }
        if (random.nextBoolean()) {
            frames.add(Frames.close(1000 + random.nextInt(4), Payloads.text(random, random.nextInt(30))));
        }
        return frames;
    }

    private static void addMessage(List<WireFrame> frames, Random random) {
        boolean isText = random.nextBoolean();
        int size = SIZES[random.nextInt(random.nextInt(10) == 0 ? SIZES.length : SIZES.length - 2)];
        byte[] payload = isText ? utf8(Payloads.text(random, size)) : Payloads.random(random, size);
        int[] ends = random.nextBoolean() ? new int[] {payload.length} : Cuts.random(random, payload.length);
        int start = 0;
        for (int end : ends) {
            byte[] part = Arrays.copyOfRange(payload, start, end);
            WireFrame fragment = start == 0 ? frame(isText ? "text" : "binary", part) : continuation(part);
            if (end < payload.length) {
                frames.add(fragment.unfinished());
                addControl(frames, random);
            } else {
                addLast(frames, fragment, random);
            }
            start = end;
        }
    }

    /** Sometimes the end of a message is a frame without payload. */
    private static void addLast(List<WireFrame> frames, WireFrame last, Random random) {
        if (random.nextInt(5) == 0) {
            frames.add(last.unfinished());
            frames.add(continuation(""));
        } else {
            frames.add(last);
        }
    }

    private static void addControl(List<WireFrame> frames, Random random) {
        if (random.nextInt(4) == 0) {
            frames.add(frame(random.nextBoolean() ? "ping" : "pong", Payloads.random(random, random.nextInt(126))));
        }
    }
}
