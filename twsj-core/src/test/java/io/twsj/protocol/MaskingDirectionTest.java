package io.twsj.protocol;

import static io.twsj.protocol.Frames.close;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.frame.Cuts;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clients mask, servers do not: RFC 6455 sections 5.1, 5.3 and 10.3. */
class MaskingDirectionTest extends EngineTest {

    private static final List<WireFrame> ANY =
            List.of(text("x"), text(""), Frames.binary("00"), ping(""), pong("x"), close(1000));

    @InBothRoles
    void aFrameMaskedLikeOnesOwnFailsTheConnection(Role role) {
        for (WireFrame frame : ANY) {
            TestEngine engine = engine(role);
            engine.receive(sentBy(role, frame));
            engine.expectFailed(CloseCode.PROTOCOL_ERROR);
        }
    }

    @InBothRoles
    void theWrongDirectionIsFoundBeforeThePayloadComes(Role role) {
        TestEngine engine = engine(role);
        engine.receive(role == Role.SERVER ? hex("82 7e 0400") : hex("82 fe 0400 37fa213d"));
        engine.expectFailed(CloseCode.PROTOCOL_ERROR);
    }

    @InBothRoles
    void theWrongDirectionIsFoundInALaterFrame(Role role) {
        TestEngine engine = engine(role).echoing();
        engine.receive(text("ok"));
        engine.receive(sentBy(role, text("not ok")));
        engine.expectEvents(Event.text("ok"));
        engine.expectSentThenFailed(CloseCode.PROTOCOL_ERROR, text("ok"));
    }

    @Test
    void aMaskingKeyOfZerosIsLegal() {
        TestEngine server = engine(Role.SERVER).echoing();
        server.receive(hex("81 85 00000000 48656c6c6f 89 80 00000000")); // text "Hello", ping
        server.expectEvents(Event.text("Hello"), Event.ping(""));
        server.expectSent(text("Hello"), pong(""));
    }

    @Test
    void anyKeyIsUnmaskedAtAnyCut() {
        byte[] payload = Payloads.counting(40);
        for (int key : new int[] {0, 1, -1, 0x80000000, 0x37fa213d, 0xff000000}) {
            byte[] bytes = Frames.masked(Frames.binary(payload), key);
            Cuts.forEach(bytes.length, ends -> {
                TestEngine server = new TestEngine(Role.SERVER);
                for (ByteBuffer piece : Cuts.pieces(bytes, ends)) {
                    server.receive(piece);
                }
                server.expectEvents(Event.binary(payload));
                server.checkNothingLeft();
            });
        }
    }

    @Test
    void aServerMasksNothingAndAsksForNoKey() {
        TestEngine server = engine(Role.SERVER).echoing();
        server.receive(text("a"), ping(""), close(1000));
        server.expectEvents(Event.text("a"), Event.ping(""), Event.close(1000, ""));
        // Reading fails where something is masked, and MaskingKeys.NONE would have thrown.
        server.expectSent(text("a"), pong(""), close(1000));
        assertThatThrownBy(MaskingKeys.NONE::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClientMasksEveryFrameWithTheNextKey() {
        TestEngine client = engine(Role.CLIENT);
        client.send("");
        client.send(Message.binary(Payloads.counting(3 * Link.LARGEST_PIECE)));
        client.protocol.ping(new byte[0]);
        client.protocol.pong(hex("01 02"));
        client.protocol.close(CloseReason.NORMAL);

        byte[] sent = client.link.takeSent();

        Iterator<Integer> keys = client.keys.iterator();
        byte[] expected = Frames.joined(
                Frames.masked(text(""), keys.next()),
                Frames.masked(Frames.binary(Payloads.counting(3 * Link.LARGEST_PIECE)), keys.next()),
                Frames.masked(ping(""), keys.next()),
                Frames.masked(Frames.frame("pong", hex("01 02")), keys.next()),
                Frames.masked(close(1000), keys.next()));
        assertThat(sent).isEqualTo(expected);
        assertThat(keys).isExhausted();
    }

    @Test
    void aClientThatDrawsTheKeyZeroMasksWithIt() {
        MemoryLink link = new MemoryLink();
        WebSocketProtocol client =
                new WebSocketProtocol(Role.CLIENT, ProtocolLimits.DEFAULT, List.of(), () -> 0, link, new Recorder());
        client.send(Message.text("Hello"), null, false);
        assertThat(link.takeSent()).isEqualTo(hex("81 85 00000000 48656c6c6f"));
    }

    @Test
    void secureKeysDoNotRepeat() {
        MaskingKeys keys = MaskingKeys.secure();
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            drawn.add(keys.next());
        }
        Set<Integer> different = new HashSet<>(drawn);
        // By the birthday paradox one pair in 2,000 keys is alike once in 2,000 runs; three are not.
        assertThat(different).hasSizeGreaterThan(1997);
        assertThat(drawn.stream().mapToInt(Integer::bitCount).average().orElseThrow())
                .isBetween(15.0, 17.0);
    }
}
