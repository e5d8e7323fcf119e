package io.twsj.protocol;

import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseCode;
import java.util.Arrays;
import java.util.List;

/** Connections of one loop, whose frames are read with what they share. */
class FrameReadersTest {

    private static final WireFrame[] FRAGMENTED = {text("Hé").unfinished(), ping("?"), continuation("llo")};

    private final MemoryLink loop = new MemoryLink();

    private TestEngine engine(Role role, ProtocolLimits limits) {
        return new TestEngine(role, limits, List.of(), new MemoryLink(loop)).echoing();
    }

    private TestEngine engine(Role role) {
        return engine(role, ProtocolLimits.DEFAULT);
    }

    @InBothRoles
    void messagesOfTwoConnectionsDoNotMixHoweverTheyAreCut(Role role) {
        byte[] one = bytesFor(role, FRAGMENTED);
        byte[] other = bytesFor(role, text("Good bye"));
        for (int i = 0; i <= one.length; i++) {
            for (int j = 0; j <= other.length; j++) {
                TestEngine first = engine(role);
                TestEngine second = engine(role);
                first.receive(Arrays.copyOf(one, i));
                second.receive(Arrays.copyOf(other, j));
                first.receive(Arrays.copyOfRange(one, i, one.length));
                second.receive(Arrays.copyOfRange(other, j, other.length));
                first.expectEvents(Event.ping("?"), Event.text("Héllo"));
                first.expectSent(pong("?"), text("Héllo"));
                second.expectEvents(Event.text("Good bye"));
                second.expectSent(text("Good bye"));
                first.checkNothingLeft();
                second.checkNothingLeft();
            }
        }
        assertThat(loop.watchedBuffers().lent()).isZero();
    }

    @InBothRoles
    void whatOneConnectionFailedInTheMiddleOfDoesNotConcernTheNext(Role role) {
        byte[] bytes = bytesFor(role, FRAGMENTED);
        for (int cut = 1; cut < bytes.length; cut++) {
            TestEngine failing = engine(role);
            failing.receive(Arrays.copyOf(bytes, cut));
            failing.end();
            TestEngine next = engine(role);
            next.receive(bytes);
            next.expectEvents(Event.ping("?"), Event.text("Héllo"));
            next.expectSent(pong("?"), text("Héllo"));
        }
        assertThat(loop.watchedBuffers().lent()).isZero();
    }

    @InBothRoles
    void aViolationInTheMiddleOfAMessageDoesNotConcernTheNextConnection(Role role) {
        TestEngine failing = engine(role);
        failing.receive(text("Hel").unfinished(), text("lo"));
        failing.expectFailed(CloseCode.PROTOCOL_ERROR);
        TestEngine next = engine(role);
        next.receive(text("Hello"));
        next.expectEvents(Event.text("Hello"));
        next.expectSent(text("Hello"));
        assertThat(loop.watchedBuffers().lent()).isZero();
    }

    @InBothRoles
    void eachConnectionHasItsOwnLimit(Role role) {
        TestEngine modest = engine(role, new ProtocolLimits(4, 2));
        TestEngine generous = engine(role);
        modest.receive(text("four"));
        modest.expectEvents(Event.text("four"));
        modest.expectSent(text("four"));
        generous.receive(text("five!"));
        generous.expectEvents(Event.text("five!"));
        generous.expectSent(text("five!"));
        modest.receive(text("five!"));
        modest.expectFailed(CloseCode.MESSAGE_TOO_BIG);
    }

    @InBothRoles
    void aMessageMayComeWhileAnotherConnectionsIsBeingHandled(Role role) {
        TestEngine outer = engine(role);
        TestEngine inner = engine(role);
        outer.reacting(event -> inner.receive(text("inner")));
        outer.receive(text("one"), text("two"));
        outer.expectEvents(Event.text("one"), Event.text("two"));
        outer.expectSent(text("one"), text("two"));
        inner.expectEvents(Event.text("inner"), Event.text("inner"));
        inner.expectSent(text("inner"), text("inner"));
    }

    private static byte[] bytesFor(Role role, WireFrame... frames) {
        return Frames.sentBy(role == Role.CLIENT ? Role.SERVER : Role.CLIENT, frames);
    }
}
