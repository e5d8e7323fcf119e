package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseCode;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message may cost: RFC 6455 section 10.4, close code 1009. */
class LimitsTest extends EngineTest {

    private static final ProtocolLimits SMALL = new ProtocolLimits(100, 4);
    private static final int LONG = 100_000;

    @InBothRoles
    void aMessageMayBeExactlyAsLargeAsTheLimit(Role role) {
        byte[] payload = Payloads.counting(100);
        TestEngine engine = engine(role, SMALL);
        engine.receive(binary(payload), binary(payload));
        engine.receive(
                binary(Arrays.copyOf(payload, 99)).unfinished(),
                continuation(Arrays.copyOfRange(payload, 99, 100)).unfinished(),
                continuation(""));
        engine.expectEvents(Event.binary(payload), Event.binary(payload), Event.binary(payload));
    }

    static Stream<Arguments> tooLarge() {
        return bothRoles(List.of(101, 125, 126, 65535, 65536, 1 << 20));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void aFrameBeyondTheLimitIsRefusedAtItsHeader(Role role, int length) {
        TestEngine engine = engine(role, SMALL);
        byte[] frame = sentBy(engine.peer(), binary(repeated(length, 0)));
        for (int i = 0; i < frame.length - length - 1; i++) {
            engine.receive(new byte[] {frame[i]});
        }
        engine.expectNothing();
        engine.receive(new byte[] {frame[frame.length - length - 1]});
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
        expectLimitNamed(engine, length, 100);
        assertThat(engine.link.watchedBuffers().acquired).isEmpty();
    }

    @InBothRoles
    void aMessageThatGrowsBeyondTheLimitIsRefusedAtTheHeaderOfTheFrameThatIsTooMuch(Role role) {
        TestEngine engine = engine(role, SMALL);
        engine.receive(
                binary(repeated(60, 0)).unfinished(),
                continuation(repeated(40, 0)).unfinished());
        engine.expectNothing();
        byte[] frame = sentBy(engine.peer(), continuation(repeated(1, 0)));
        engine.receive(Arrays.copyOf(frame, frame.length - 1));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
        expectLimitNamed(engine, 101, 100);
    }

    @InBothRoles
    void theLimitCountsEachMessageByItself(Role role) {
        TestEngine engine = engine(role, SMALL);
        for (int i = 0; i < 5; i++) {
            engine.receive(text(repeated(60, 'a')).unfinished(), continuation(repeated(40, 'a')));
            engine.expectEvents(Event.text(repeated(100, 'a')));
        }
    }

    @InBothRoles
    void aMessageMayHaveAsManyFragmentsAsTheLimit(Role role) {
        TestEngine engine = engine(role, SMALL);
        for (int i = 0; i < 3; i++) {
            engine.receive(
                    text("a").unfinished(),
                    continuation("b").unfinished(),
                    ping("does not count"),
                    continuation("").unfinished(),
                    continuation("d"));
            engine.expectEvents(Event.ping("does not count"), Event.text("abd"));
            engine.expectSent(pong("does not count"));
        }
    }

    @InBothRoles
    void aFragmentTooManyIsRefusedAtItsHeaderEvenIfItIsEmpty(Role role) {
        TestEngine engine = engine(role, SMALL);
        engine.receive(
                text("").unfinished(),
                continuation("").unfinished(),
                continuation("").unfinished(),
                continuation("").unfinished());
        engine.expectNothing();
        engine.receive(continuation(""));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
        assertThat(engine.recorder.failure)
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("4");
    }

    @InBothRoles
    void theDefaultsHoldExactly(Role role) {
        byte[] mebibyte = Payloads.counting(1 << 20);
        WireFrame[] fragments =
                Collections.nCopies(1024, continuation("").unfinished()).toArray(WireFrame[]::new);
        fragments[0] = binary(mebibyte).unfinished();
        TestEngine engine = engine(role);
        engine.receive(fragments);
        engine.expectNothing();
        engine.receive(continuation(""));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);

        TestEngine legal = engine(role);
        fragments[1023] = continuation("");
        legal.receive(fragments);
        legal.expectEvents(Event.binary(mebibyte));
    }

    @InBothRoles
    void aLimitOfZeroAllowsEmptyMessagesOnly(Role role) {
        TestEngine engine = engine(role, new ProtocolLimits(0, 1));
        engine.receive(text(""), ping("x"), binary(""));
        engine.expectEvents(Event.text(""), Event.ping("x"), Event.binary(hex("")));
        engine.expectSent(pong("x"));
        engine.receive(text("x"));
        engine.expectFailed(CloseCode.MESSAGE_TOO_BIG);
    }

    @InBothRoles
    void theGreatestLimitOverflowsNowhere(Role role) {
        TestEngine engine = engine(role, new ProtocolLimits(Integer.MAX_VALUE, Integer.MAX_VALUE));
        engine.receive(binary("0a").unfinished(), continuation("b").unfinished());
        byte[] frame = Frames.header(continuation(""), role == Role.SERVER ? 0x80 : 0, Integer.MAX_VALUE - 2L);
        engine.receive(role == Role.SERVER ? Frames.joined(frame, hex("37fa213d")) : frame);
        engine.receive(new byte[1000]);
        engine.expectNothing();
        assertThat(engine.link.watchedBuffers().acquired).allMatch(capacity -> capacity < 8192);

        TestEngine tooMuch = engine(role, new ProtocolLimits(Integer.MAX_VALUE, Integer.MAX_VALUE));
        tooMuch.receive(text("a").unfinished());
        byte[] longest = Frames.header(continuation(""), role == Role.SERVER ? 0x80 : 0, Long.MAX_VALUE);
        tooMuch.receive(role == Role.SERVER ? Frames.joined(longest, hex("37fa213d")) : longest);
        tooMuch.expectFailed(CloseCode.MESSAGE_TOO_BIG);
        expectLimitNamed(tooMuch, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    // Memory

    @InBothRoles
    void memoryFollowsTheBytesReceivedNotTheLengthDeclared(Role role) {
        for (int size : new int[] {1, 10, 100, 999, 5000}) {
            TestEngine engine = engine(role);
            byte[] frame = sentBy(engine.peer(), binary(repeated(LONG, 0)));
            int header = frame.length - LONG;
            engine.receive(Arrays.copyOf(frame, header));
            assertThat(engine.link.watchedBuffers().acquired).isEmpty();
            int at = header;
            while (at < frame.length) {
                int end = Math.min(at + size, frame.length);
                engine.receive(ByteBuffer.wrap(frame, at, end - at));
                at = end;
                int received = at - header;
                int capacity = last(engine.link.watchedBuffers().acquired);
                if (capacity > Math.max(256, 4 * received)
                        || engine.link.watchedBuffers().lent() > 1) {
                    throw new AssertionError("a buffer of " + capacity + " bytes after " + received + " received");
                }
            }
            engine.expectEvents(Event.binary(repeated(LONG, 0)));
            // Joining it from single bytes takes few copies.
            assertThat(engine.link.watchedBuffers().acquired).hasSizeLessThanOrEqualTo(10);
        }
    }

    @InBothRoles
    void memoryOfFragmentsFollowsTheBytesReceived(Role role) {
        TestEngine engine = engine(role);
        int received = 10;
        engine.receive(binary(repeated(10, 0)).unfinished());
        for (int i = 0; i < 1000; i++) {
            engine.receive(continuation(repeated(100, 0)).unfinished());
            received += 100;
            assertThat(last(engine.link.watchedBuffers().acquired)).isLessThanOrEqualTo(Math.max(256, 4 * received));
        }
        assertThat(engine.link.watchedBuffers().acquired).hasSizeLessThanOrEqualTo(12);
    }

    @InBothRoles
    void aMessageOfOneFrameInOneReadNeedsNoBuffer(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.receive(binary(repeated(100_000, 1)), text("x"));
        engine.recorder.events.clear();
        engine.expectSent(binary(repeated(100_000, 1)), text("x"));
        assertThat(engine.link.watchedBuffers().acquired).isEmpty();
    }

    @InBothRoles
    void anIdleConnectionHoldsNoBuffer(Role role) {
        TestEngine engine = engine(role);
        engine.receive(binary(repeated(1000, 1)).unfinished(), continuation(repeated(1000, 1)));
        engine.expectEvents(Event.binary(repeated(2000, 1)));
        assertThat(engine.link.watchedBuffers().acquired).isNotEmpty();
        assertThat(engine.link.watchedBuffers().lent()).isZero();
    }

    @InBothRoles
    void theBufferGoesBackWhenTheMessageFails(Role role) {
        TestEngine engine = engine(role);
        engine.receive(text(repeated(1000, 'a')).unfinished());
        assertThat(engine.link.watchedBuffers().lent()).isEqualTo(1);
        engine.receive(continuation(hex("ff")));
        engine.expectFailed(CloseCode.INVALID_PAYLOAD);
        assertThat(engine.link.watchedBuffers().lent()).isZero();
    }

    @InBothRoles
    void theBufferGoesBackWhenTheConnectionEndsWithinAMessage(Role role) {
        TestEngine engine = engine(role);
        engine.receive(text(repeated(1000, 'a')).unfinished());
        engine.end();
        assertThat(engine.link.watchedBuffers().lent()).isZero();
    }

    @InBothRoles
    void aMessageStaysValidToTheEndOfItsCallbackWhateverTheCallbackDoes(Role role) {
        for (String what : List.of("fail", "end")) {
            MemoryLink link = new MemoryLink();
            StringBuilder seen = new StringBuilder();
            WebSocketProtocol[] protocol = new WebSocketProtocol[1];
            Recorder recorder = new Recorder() {
                @Override
                public void onMessage(boolean isText, ByteBuffer payload) {
                    if (what.equals("fail")) {
                        protocol[0].fail(new ProtocolException(CloseCode.INTERNAL_ERROR, "failed"));
                    } else {
                        protocol[0].ended((bytes, messages) -> {});
                    }
                    super.onMessage(isText, payload.duplicate());
                    seen.append(events.get(events.size() - 1));
                }
            };
            protocol[0] = new WebSocketProtocol(role, ProtocolLimits.DEFAULT, List.of(), () -> 0, link, recorder);
            Role peer = role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
            protocol[0].receive(ByteBuffer.wrap(sentBy(peer, text("Hel").unfinished(), continuation("lo"))));
            assertThat(seen).as(what).hasToString(Event.text("Hello").toString());
            assertThat(link.watchedBuffers().lent()).isZero();
        }
    }

    private static void expectLimitNamed(TestEngine engine, long found, long allowed) {
        assertThat(engine.recorder.failure).isInstanceOfSatisfying(LimitExceededException.class, limit -> {
            assertThat(limit.found()).isEqualTo(found);
            assertThat(limit.allowed()).isEqualTo(allowed);
            assertThat(limit).hasMessageContaining(Long.toString(found)).hasMessageContaining(Long.toString(allowed));
        });
    }

    private static int last(List<Integer> capacities) {
        return capacities.get(capacities.size() - 1);
    }
}
