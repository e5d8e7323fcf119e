package io.twsj.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

/** What is done to each byte of a payload: unmasking (RFC 6455 section 5.3), and the check that text is UTF-8 (8.1). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PayloadBenchmark {

    private static final int KEY = 0x37fa213d;

    @Param({"32", "1024", "65536"})
    private int size;

    private ByteBuffer ascii;
    private ByteBuffer mixed;

    @Setup
    public void fill() {
        ascii = repeated("The quick brown fox jumps over the lazy dog. ");
        mixed = repeated("Größe: 漢語 and 😀, ñandú, жук. ");
    }

    /** As many whole repetitions as have room, and blanks. */
    private ByteBuffer repeated(String text) {
        byte[] one = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocateDirect(size);
        while (all.remaining() >= one.length) {
            all.put(one);
        }
        while (all.hasRemaining()) {
            all.put((byte) ' ');
        }
        return all.flip();
    }

    @Benchmark
    public ByteBuffer unmask() {
        Masking.apply(ascii, 0, size, KEY, 0);
        return ascii;
    }

    @Benchmark
    public int checkAscii() {
        return Utf8.check(Utf8.COMPLETE, ascii, 0, size);
    }

    @Benchmark
    public int checkMixed() {
        return Utf8.check(Utf8.COMPLETE, mixed, 0, size);
    }
}
