package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.twsj.frame.Cuts;
import io.twsj.frame.NaiveUtf8;
import io.twsj.protocol.AutobahnCases.Case;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of the Autobahn testsuite's sections 1 to 7 and 10 on the engine alone, as an echo peer in both roles, each
 * cut in every way of {@link Cuts}. Judged more strictly than the suite does: nothing is tolerated, and a mistake is to
 * be found at the very byte that shows it, with the same answer whatever the cuts.
 */
class AutobahnCasesTest extends EngineTest {

    private static final int SUITES_OWN_CHOP = 997;

    static Stream<Arguments> cases() {
        return bothRoles(AutobahnCases.all());
    }

    @Test
    void noCaseIsMissing() {
        assertThat(AutobahnCases.all().stream()
                        .map(Case::id)
                        .distinct()
                        .collect(Collectors.groupingBy(id -> id.split("\\.")[0], Collectors.counting())))
                .containsOnly(
                        entry("1", 16L),
                        entry("2", 11L),
                        entry("3", 7L),
                        entry("4", 10L),
                        entry("5", 20L),
                        entry("6", 145L),
                        entry("7", 37L),
                        entry("10", 1L));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("cases")
    void isHandledStrictlyHoweverItIsCut(Role role, Case row) {
        Run run = new Run(role, row);
        run.checkFramesSent();
        Cuts.forEach(run.input.length, borders(run.sender, row.sent()), run::check);
        if (run.input.length > SUITES_OWN_CHOP) {
            run.check(Cuts.ofSize(SUITES_OWN_CHOP, run.input.length));
        }
    }

    /** A case in one role, and what is to come of it. */
    private static final class Run {

        final Role role;
        final Role sender;
        final Case row;
        final byte[] input;

        private final List<Event> events;

        /** How many bytes are in when the mistake shows; more than there are if none does. */
        private final int failsAt;

        /** The bytes sent when the input came in one piece. */
        private byte[] output = {};

        Run(Role role, Case row) {
            this.role = role;
            this.sender = role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
            this.row = row;
            this.input = Frames.sentBy(sender, row.sent().toArray(WireFrame[]::new));
            this.events = NaiveDecoder.events(row.legal());
            if (row.fails()) {
                events.add(Event.failed(row.code()));
            }
            this.failsAt = row.fails() ? firstSign() : Integer.MAX_VALUE;
        }

        private int firstSign() {
            int legal = Frames.sentBy(sender, row.legal().toArray(WireFrame[]::new)).length;
            WireFrame wrong = row.rest().get(0);
            int end = legal + Frames.sentBy(sender, wrong).length;
            int payloadAt = end - wrong.payload().remaining();
            switch (row.found()) {
                case IN_HEADER:
                    return payloadAt;
                case AT_END:
                    return end;
                default:
                    int index = firstWrongByte(wrong);
                    return index == NaiveUtf8.UNFINISHED ? end : payloadAt + index + 1;
            }
        }

        /** Of the frame that is wrong, counted from the beginning of its payload. */
        private int firstWrongByte(WireFrame wrong) {
            byte[] before = Frames.joined(row.legal().stream()
                    .filter(frame -> !frame.isControl())
                    .map(WireFrame::bytes)
                    .toArray(byte[][]::new));
            int index = NaiveUtf8.firstWrong(Frames.joined(before, wrong.bytes()));
            return index == NaiveUtf8.UNFINISHED ? index : index - before.length;
        }

        /** All in one piece: looks at the answers frame by frame. */
        void checkFramesSent() {
            TestEngine engine = new TestEngine(role).echoing();
            engine.receive(input);
            output = engine.link.takeSent();
            List<WireFrame> answers = NaiveDecoder.frames(role, output);
            List<WireFrame> expected = answersTo(NaiveDecoder.events(row.legal()));
            if (row.fails()) {
                // Its reason is for people.
                WireFrame close = answers.remove(answers.size() - 1);
                assertThat(close.opcode()).isEqualTo(WireFrame.opcode("close"));
                assertThat(close.closeCode()).isEqualTo(row.code());
            }
            assertThat(answers).isEqualTo(expected);
        }

        private static List<WireFrame> answersTo(List<Event> events) {
            List<WireFrame> answers = new ArrayList<>();
            for (Event event : events) {
                switch (event.what()) {
                    case "ping":
                        answers.add(new WireFrame(true, 0, WireFrame.opcode("pong"), event.payload()));
                        break;
                    case "pong":
                        break;
                    case "close":
                        answers.add(
                                event.reason().code() == 1005
                                        ? Frames.close()
                                        : Frames.close(event.reason().code()));
                        break;
                    default:
                        answers.add(new WireFrame(true, 0, WireFrame.opcode(event.what()), event.payload()));
                        break;
                }
            }
            return answers;
        }

        /** Cut like this, the same is to happen, and a mistake to be found with the piece that shows it. */
        void check(int[] ends) {
            TestEngine engine = new TestEngine(role).echoing();
            int piece = 0;
            for (ByteBuffer bytes : Cuts.pieces(input, ends)) {
                engine.receive(bytes);
                boolean shown = ends[piece] >= failsAt;
                if ((engine.recorder.failure != null) != shown) {
                    throw new AssertionError("after " + ends[piece] + " bytes of " + input.length + ", wrong from "
                            + failsAt + " on: " + engine.recorder.events + described(ends));
                }
                piece++;
            }
            if (!engine.recorder.events.equals(events)) {
                assertThat(engine.recorder.events).as(described(ends)).isEqualTo(events);
            }
            byte[] sent = engine.link.takeSent();
            if (!Arrays.equals(sent, output)) {
                assertThat(NaiveDecoder.frames(role, sent))
                        .as(described(ends))
                        .isEqualTo(NaiveDecoder.frames(role, output));
            }
            // The client leaves the end of TCP to the server, unless it has failed the connection.
            boolean endsOutput = row.fails() || role == Role.SERVER;
            if (engine.link.isOutputEnded() != endsOutput || !engine.protocol.isDone()) {
                throw new AssertionError("output ended: " + engine.link.isOutputEnded() + ", done: "
                        + engine.protocol.isDone() + described(ends));
            }
            engine.recorder.events.clear();
            engine.checkNothingLeft();
        }

        private static String described(int[] ends) {
            return ", in pieces that end at " + Arrays.toString(ends.length > 20 ? Arrays.copyOf(ends, 20) : ends);
        }
    }
}
