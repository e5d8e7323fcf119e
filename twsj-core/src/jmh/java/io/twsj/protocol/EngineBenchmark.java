package io.twsj.protocol;

import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import io.twsj.frame.FrameBits;
import io.twsj.frame.FrameEncoder;
import io.twsj.frame.Masking;
import io.twsj.frame.Opcode;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The engine without a network: frames of a client are decoded, unmasked, checked and joined, and messages encoded. The
 * input is written anew for each call, since it is unmasked in place; {@link #copyOnly} tells what that costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {

    private static final int KEY = 0x37fa213d;
    private static final int TEXT = Opcode.TEXT.number();
    private static final int CONTINUATION = Opcode.CONTINUATION.number();
    private static final int FRAGMENTS = 4;

    @Param({"32", "1024"})
    private int size;

    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
    private final DiscardingLink link = new DiscardingLink();
    private final Counting events = new Counting();
    private WebSocketProtocol server;
    private WebSocketProtocol client;
    private ByteBuffer whole;
    private ByteBuffer fragmented;
    private Message message;

    private static final class Counting implements ProtocolEvents {

        private long bytes;

        @Override
        public void onMessage(boolean isText, ByteBuffer payload) {
            bytes += payload.remaining();
        }

        @Override
        public void onPing(ByteBuffer payload) {}

        @Override
        public void onPong(ByteBuffer payload) {}

        @Override
        public void onCloseFrame(CloseReason reason) {}

        @Override
        public void onFailed(ProtocolException cause) {
            throw new IllegalStateException(cause);
        }
    }

    @Setup
    public void prepare() {
        server = new WebSocketProtocol(Role.SERVER, ProtocolLimits.DEFAULT, List.of(), MaskingKeys.NONE, link, events);
        client = new WebSocketProtocol(Role.CLIENT, ProtocolLimits.DEFAULT, List.of(), () -> KEY, link, events);
        byte[] text = "x".repeat(size).getBytes();
        whole = ByteBuffer.allocateDirect(1 << 12);
        put(whole, FrameBits.FIN | TEXT, text, 0, size);
        whole.flip();
        fragmented = ByteBuffer.allocateDirect(1 << 12);
        int piece = size / FRAGMENTS;
        for (int i = 0; i < FRAGMENTS; i++) {
            int bits = (i == 0 ? TEXT : CONTINUATION) | (i == FRAGMENTS - 1 ? FrameBits.FIN : 0);
            put(fragmented, bits, text, i * piece, piece);
        }
        fragmented.flip();
        message = Message.text("x".repeat(size));
    }

    private static void put(ByteBuffer target, int bits, byte[] text, int from, int length) {
        FrameEncoder.putMaskedHeader(target, bits, length, KEY);
        int start = target.position();
        target.put(text, from, length);
        Masking.apply(target, start, target.position(), KEY, 0);
    }

    private ByteBuffer fresh(ByteBuffer frames) {
        return input.clear().put(frames.duplicate()).flip();
    }

    @Benchmark
    public ByteBuffer copyOnly() {
        return fresh(whole);
    }

    @Benchmark
    public long receiveText() {
        server.receive(fresh(whole));
        return events.bytes;
    }

    @Benchmark
    public long receiveFragments() {
        server.receive(fresh(fragmented));
        return events.bytes;
    }

    @Benchmark
    public long sendText() {
        server.send(message, null, false);
        return link.acceptedBytes();
    }

    @Benchmark
    public long sendMasked() {
        client.send(message, null, false);
        return link.acceptedBytes();
    }
}
