package io.twsj.mux;

import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** A channel's input: judged, and kept while its handler does not take it. Event loop only. */
final class LogicalInput {

    private final LogicalLink link;
    private final ReceiveWindow window;
    private final LogicalFrames frames = new LogicalFrames();

    /** Frames that wait because reading is paused, or the handshake not done. */
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    /** A frame and what it has cost the peer. */
    private record Waiting(int bits, ByteBuffer payload, int cost) {}

    LogicalInput(LogicalLink link, long windowBytes) {
        this.link = link;
        this.window = new ReceiveWindow(windowBytes);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void clear() {
        waiting.clear();
    }

    /**
     * A logical frame came.
     *
     * @throws MuxException if the channel is to fail
     */
    void receive(int bits, ByteBuffer payload) throws MuxException {
        int begins = FrameBits.opcode(bits) == Opcode.CONTINUATION.number() ? 0 : 1;
        int cost = begins + payload.remaining();
        window.spend(cost);
        int whole = frames.accept(bits, payload);
        if (whole == LogicalFrames.NOTHING) {
            consumed(cost);
        } else if (waiting.isEmpty() && link.mayDeliver()) {
            link.deliver(whole, frames.payload());
            consumed(cost);
        } else {
            ByteBuffer kept = ByteBuffer.allocate(frames.payload().remaining());
            waiting.add(new Waiting(whole, kept.put(frames.payload()).flip(), cost));
        }
    }

    /** Reading goes on, as long as it does. */
    void deliverWaiting() {
        while (!waiting.isEmpty() && link.mayDeliver()) {
            deliver(waiting.remove());
        }
    }

    /** Everything at once, whether reading is paused or not: there is no later. */
    void deliverAll() {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            deliver(next);
        }
    }

    private void deliver(Waiting frame) {
        link.deliver(frame.bits(), frame.payload());
        consumed(frame.cost());
    }

    private void consumed(int cost) {
        long granted = window.consume(cost);
        if (granted > 0) {
            link.grant(granted);
        }
    }
}
