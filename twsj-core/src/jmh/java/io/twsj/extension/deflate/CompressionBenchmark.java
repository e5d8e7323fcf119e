package io.twsj.extension.deflate;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
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

/** What permessage-deflate costs a message of 1 KiB of JSON, with and without context takeover, at a level. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CompressionBenchmark {

    private static final int MESSAGES = 32;
    private static final int MESSAGE_BYTES = 1024;
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_RSV1_TEXT = 0xc1;

    @Param({"false", "true"})
    private boolean takeover;

    @Param({"5", "6"})
    private int level;

    private final ByteBuffer[] messages = new ByteBuffer[MESSAGES];
    private final ByteBuffer compressed = ByteBuffer.allocateDirect(2 * MESSAGE_BYTES);
    private final ByteBuffer inflated = ByteBuffer.allocateDirect(2 * MESSAGE_BYTES);
    private FrameTransform outbound;
    private FrameTransform inbound;
    private int turn;

    @Setup
    public void agree() {
        DeflateOptions options = DeflateOptions.builder()
                .contextTakeover(takeover)
                .level(level)
                .build();
        outbound = session(options).outbound();
        inbound = session(options).inbound();
        Random random = new Random(1);
        for (int i = 0; i < MESSAGES; i++) {
            messages[i] = ByteBuffer.allocateDirect(MESSAGE_BYTES).put(json(i, random)).flip();
        }
    }

    private static ExtensionSession session(DeflateOptions options) {
        ExtensionSession session =
                PermessageDeflate.of(options).accept(ExtensionParameters.of(PermessageDeflateParameters.NAME));
        if (session == null) {
            throw new IllegalStateException("the offer was declined");
        }
        return session;
    }

    private static byte[] json(int sequence, Random random) {
        StringBuilder text = new StringBuilder("{\"type\":\"snapshot\",\"seq\":" + (100_000 + sequence) + ",\"items\":[");
        while (text.length() < MESSAGE_BYTES) {
            text.append("{\"id\":").append(random.nextInt(1_000_000)).append(",\"price\":");
            text.append(random.nextInt(90_000)).append(",\"side\":\"").append(random.nextBoolean() ? "buy" : "sell");
            text.append("\"},");
        }
        return text.substring(0, MESSAGE_BYTES).getBytes(StandardCharsets.US_ASCII);
    }

    /** One way only: what the peer would make of it is not of interest. */
    @Benchmark
    public int deflate() {
        deflateNext();
        return compressed.position();
    }

    /** Both ways, as an echo does them. */
    @Benchmark
    public int deflateAndInflate() {
        deflateNext();
        compressed.flip();
        inflated.clear();
        inbound.begin(FIN_RSV1_TEXT, compressed.remaining());
        inbound.payload(compressed, inflated::put);
        inbound.end(inflated::put);
        return inflated.position();
    }

    private void deflateNext() {
        ByteBuffer message = messages[turn++ & (MESSAGES - 1)].rewind();
        compressed.clear();
        outbound.begin(FIN_TEXT, message.remaining());
        outbound.payload(message, compressed::put);
        outbound.end(compressed::put);
    }
}
