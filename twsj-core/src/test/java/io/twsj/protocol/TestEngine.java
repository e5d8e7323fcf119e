package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import io.twsj.extension.ExtensionSession;
import io.twsj.message.BorrowedMessage;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * An engine on a {@link MemoryLink} with a {@link Recorder} behind it, and the assertions that the tests speak in. What a
 * test does not expect is found by {@link #checkNothingLeft}.
 */
final class TestEngine {

    final Role role;
    final MemoryLink link;
    final Recorder recorder = new Reacting();
    final WebSocketProtocol protocol;

    /** The masking keys drawn so far. */
    final List<Integer> keys = new ArrayList<>();

    private final Random keySource = new Random(6455);
    private Consumer<Event> reaction = event -> {};
    private boolean echoes;
    private boolean ended;

    TestEngine(Role role) {
        this(role, ProtocolLimits.DEFAULT, List.of());
    }

    TestEngine(Role role, ProtocolLimits limits) {
        this(role, limits, List.of());
    }

    TestEngine(Role role, ProtocolLimits limits, List<ExtensionSession> extensions) {
        this(role, limits, extensions, new MemoryLink());
    }

    TestEngine(Role role, ProtocolLimits limits, List<ExtensionSession> extensions, MemoryLink link) {
        this.role = role;
        this.link = link;
        this.protocol = new WebSocketProtocol(
                role, limits, extensions, role == Role.CLIENT ? this::nextKey : MaskingKeys.NONE, link, recorder);
    }

    private int nextKey() {
        int key = keySource.nextInt();
        keys.add(key);
        return key;
    }

    /** Sends every message back from within its callback, as an inline listener would. */
    TestEngine echoing() {
        echoes = true;
        return this;
    }

    /** Runs after each event, from within its callback. */
    TestEngine reacting(Consumer<Event> newReaction) {
        reaction = newReaction;
        return this;
    }

    Role peer() {
        return role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
    }

    // Input

    /** These frames arrive in one piece, as the peer's role sends them. */
    void receive(WireFrame... frames) {
        receive(Frames.sentBy(peer(), frames));
    }

    /** These bytes arrive in one piece; all are taken. */
    void receive(byte[] bytes) {
        receive(ByteBuffer.wrap(bytes.clone()));
    }

    /** These bytes arrive; all are taken. */
    void receive(ByteBuffer bytes) {
        protocol.receive(bytes);
        if (bytes.hasRemaining()) {
            throw new AssertionError(bytes.remaining() + " bytes are left in the buffer");
        }
    }

    // Output

    void send(Message message) {
        protocol.send(message, null, false);
    }

    void send(String text) {
        send(Message.text(text));
    }

    /** The link takes bytes again, and says so. */
    void unblock() {
        link.unblock();
        protocol.writable(() -> {});
    }

    // Expectations; each takes away what it expects

    /** The next events. */
    void expectEvents(Event... expected) {
        int count = Math.min(expected.length, recorder.events.size());
        List<Event> next = recorder.events.subList(0, count);
        // AssertJ explains well but slowly, and most comparisons succeed.
        if (!next.equals(List.of(expected))) {
            assertThat(next).containsExactly(expected);
        }
        next.clear();
    }

    /** The frames on the wire since the last time, all of them. */
    void expectSent(WireFrame... expected) {
        List<WireFrame> sent = sentFrames();
        if (!sent.equals(List.of(expected))) {
            assertThat(sent).containsExactly(expected);
        }
    }

    /** The frames on the wire since the last time; masked by clients only, lengths in their shortest form. */
    List<WireFrame> sentFrames() {
        return NaiveDecoder.frames(role, link.takeSent());
    }

    /** RFC 6455 7.1.7: what comes next is the failure, a Close frame that says why, and the end of the output. */
    void expectFailed(int code) {
        expectSentThenFailed(code);
    }

    /** The same after these frames, which leave before. */
    void expectSentThenFailed(int code, WireFrame... before) {
        expectEvents(Event.failed(code));
        ProtocolException failure = recorder.failure;
        assertThat(failure).isNotNull();
        CloseReason reason = CloseReason.truncated(code, failure.getMessage());
        List<WireFrame> sent = new ArrayList<>(List.of(before));
        sent.add(Frames.close(code, reason.reason()));
        expectSent(sent.toArray(WireFrame[]::new));
        assertThat(link.isOutputEnded()).as("output ended").isTrue();
        assertThat(protocol.isOpen()).isFalse();
        assertThat(protocol.isDone()).isTrue();
        assertThat(protocol.closeReason()).isEqualTo(reason);
    }

    /** Nothing has happened, neither an event nor output. */
    void expectNothing() {
        assertThat(recorder.events).isEmpty();
        assertThat(sentFrames()).isEmpty();
        assertThat(link.isOutputEnded()).as("output ended").isFalse();
    }

    /** TCP ends; tells how many bytes and messages did not get through. */
    List<Long> end() {
        ended = true;
        List<Long> losses = new ArrayList<>();
        protocol.ended((bytes, messages) -> losses.addAll(List.of(bytes, (long) messages)));
        return losses;
    }

    boolean isEnded() {
        return ended;
    }

    /** No event, no output, no task, no buffer that nobody expected. */
    void checkNothingLeft() {
        checkNone("events nobody expected", recorder.events.isEmpty(), recorder.events);
        checkNone("bytes nobody flushed", link.gatheredBytes() == 0, link.gatheredBytes());
        byte[] sent = link.takeSent();
        checkNone("bytes nobody expected", sent.length == 0, WireFrame.shown(sent));
        checkNone("tasks nobody ran", !link.hasTasks(), "some");
        if (!ended) {
            List<Long> losses = end();
            checkNone("bytes and messages lost", losses.equals(List.of(0L, 0L)), losses);
            checkNone("events after the end", recorder.events.isEmpty(), recorder.events);
        }
        int lent = link.watchedBuffers().lent();
        checkNone("buffers not given back", lent == 0, lent);
    }

    private static void checkNone(String what, boolean none, Object found) {
        if (!none) {
            throw new AssertionError(what + ": " + found);
        }
    }

    private final class Reacting extends Recorder {

        @Override
        public void onMessage(boolean isText, ByteBuffer payload) {
            if (echoes) {
                BorrowedMessage message = link.loanedMessage();
                message.lend(isText, payload);
                send(message);
                message.end();
            }
            super.onMessage(isText, payload);
            react();
        }

        @Override
        public void onPing(ByteBuffer payload) {
            super.onPing(payload);
            react();
        }

        @Override
        public void onPong(ByteBuffer payload) {
            super.onPong(payload);
            react();
        }

        @Override
        public void onCloseFrame(CloseReason reason) {
            super.onCloseFrame(reason);
            react();
        }

        @Override
        public void onFailed(ProtocolException cause) {
            super.onFailed(cause);
            react();
        }

        private void react() {
            reaction.accept(events.get(events.size() - 1));
        }
    }
}
