package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.twsj.close.CloseCode;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.frame.Cuts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Any bytes as frames: the engine does the same however they are cut, never throws, gives back every buffer, and where it
 * does not fail it has understood what the {@link NaiveDecoder} understands.
 */
class EngineFuzzTest {

    private static final ProtocolLimits LIMITS = new ProtocolLimits(20_000, 8);
    private static final DeflateOptions DEFLATE = DeflateOptions.builder()
            .contextTakeover(true)
            .minSize(0)
            .maxRatio(0)
            .build();

    /** All that an engine did. */
    private record Doing(List<Event> events, List<WireFrame> sent, boolean outputEnded) {

        boolean failed() {
            return events.stream().anyMatch(event -> event.what().equals("failed"));
        }
    }

    @FuzzTest
    void framesToAServer(byte[] bytes) {
        plain(Role.SERVER, bytes);
    }

    @FuzzTest
    void framesToAClient(byte[] bytes) {
        plain(Role.CLIENT, bytes);
    }

    private static void plain(Role role, byte[] bytes) {
        Doing whole = doing(role, bytes, new int[] {bytes.length}, List.of());
        for (int[] ends : partitions(bytes)) {
            assertThat(doing(role, bytes, ends, List.of())).isEqualTo(whole);
        }
        if (whole.failed()) {
            assertThat(whole.outputEnded()).isTrue();
            assertThat(whole.sent().get(whole.sent().size() - 1).opcode()).isEqualTo(WireFrame.opcode("close"));
        } else {
            Role peer = role == Role.SERVER ? Role.CLIENT : Role.SERVER;
            assertThat(whole.events()).isEqualTo(NaiveDecoder.events(NaiveDecoder.framesUpToClose(peer, bytes)));
        }
    }

    /** Where the peer compresses, what is delivered before a failure may depend on the cut; whether it fails does not. */
    @FuzzTest
    void compressedFramesToAServer(byte[] bytes) {
        Doing whole = deflated(bytes, new int[] {bytes.length});
        for (int[] ends : partitions(bytes)) {
            assertThat(deflated(bytes, ends)).isEqualTo(whole);
        }
    }

    private static Doing deflated(byte[] bytes, int[] ends) {
        ExtensionSession session = PermessageDeflate.of(DEFLATE).accept(ExtensionParameters.of("permessage-deflate"));
        try {
            return withoutCodes(doing(Role.SERVER, bytes, ends, List.of(session)));
        } finally {
            session.close();
        }
    }

    /** zlib looks ahead: the same bytes may be malformed before they, or their last blocks, are too many, or the reverse. */
    private static Doing withoutCodes(Doing doing) {
        if (!doing.failed()) {
            return doing;
        }
        int last = doing.events().size() - 1;
        int code = doing.events().get(last).reason().code();
        boolean ofPayload = code == CloseCode.INVALID_PAYLOAD
                || code == CloseCode.MESSAGE_TOO_BIG
                || code == CloseCode.POLICY_VIOLATION;
        List<Event> events = new ArrayList<>(doing.events().subList(0, last));
        events.add(
                ofPayload
                        ? Event.failed(CloseCode.INVALID_PAYLOAD)
                        : doing.events().get(last));
        List<WireFrame> sent = doing.sent().subList(0, doing.sent().size() - 1);
        return new Doing(events, List.copyOf(sent), doing.outputEnded());
    }

    private static List<int[]> partitions(byte[] bytes) {
        return List.of(
                IntStream.rangeClosed(1, bytes.length).toArray(),
                Cuts.random(new Random(Arrays.hashCode(bytes)), bytes.length));
    }

    private static Doing doing(Role role, byte[] bytes, int[] ends, List<ExtensionSession> extensions) {
        TestEngine engine = new TestEngine(role, LIMITS, extensions);
        for (ByteBuffer piece : Cuts.pieces(bytes, ends)) {
            engine.receive(piece);
        }
        Doing doing = new Doing(List.copyOf(engine.recorder.events), engine.sentFrames(), engine.link.isOutputEnded());
        engine.recorder.events.clear();
        engine.checkNothingLeft();
        return doing;
    }
}
