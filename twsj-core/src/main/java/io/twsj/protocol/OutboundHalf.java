package io.twsj.protocol;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.close.HookException;
import io.twsj.extension.ExtensionSession;
import io.twsj.frame.ClosePayload;
import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The engine's way out: messages and control frames become bytes on the link. Thread-safe: who has the turn encodes and
 * writes.
 */
final class OutboundHalf extends OutputTurns {

    /** A field in place of an object for each connection. */
    private static final AtomicLongFieldUpdater<OutboundHalf> QUEUED_BYTES =
            AtomicLongFieldUpdater.newUpdater(OutboundHalf.class, "queuedBytes");

    private final ConnectionState state;
    private final FrameWriter frames;

    /** Of messages that were left in the turn, until they count as the link's: senders must not find them nowhere. */
    private volatile long queuedBytes;

    // The rest belongs to the turn's owner.

    /** Messages that wait outside; null on connections where none ever do. Set before the first message. */
    private @Nullable MessageSource source;

    /** Null as long as there was nothing that had to wait for a write. */
    private @Nullable WhenWritten whenWritten;

    /** A Close frame was written or the link is closed: nothing may follow. */
    private boolean finished;

    /** Those of {@link #queuedBytes} that were written since the last flush. */
    private long takenBytes;

    /** Messages that were taken but came too late to be written. */
    private int lost;

    OutboundHalf(
            Role role,
            Link link,
            ConnectionState state,
            List<ExtensionSession> extensions,
            MaskingKeys keys,
            HookChain<Frame> hooks,
            Consumer<HookException> hookFailure) {
        super(link);
        this.state = state;
        this.frames = FrameWriter.of(role, link, extensions, keys, hooks, hookFailure);
    }

    /** Asks for messages there when the link takes more. Before the first message. */
    void source(MessageSource waiting) {
        source = waiting;
    }

    // Sending: any thread

    /**
     * Sends a message, or has it sent by the present owner.
     *
     * @param moreFollows whether the caller is about to send more, so that the write may be left to the loop
     */
    void send(Message message, @Nullable Delivery delivery, boolean moreFollows) {
        // Refuses a message that is no longer valid, before anything changes.
        message.size();
        if (ownsTurn()) {
            writeMessage(message, delivery);
        } else if (tryEnter()) {
            try {
                writeMessage(message, delivery);
            } finally {
                endTurn(moreFollows);
            }
        } else {
            doInTurn(new KeptMessage(message.copy(), delivery));
        }
    }

    /** Takes the turn on behalf of the loop, which then calls {@link #sendReserved}. */
    boolean reserve() {
        if (!tryEnter()) {
            return false;
        }
        boolean quick = false;
        try {
            quick = frames.sharesTransforms();
            return quick;
        } finally {
            if (!quick) {
                runWaiting();
            }
        }
    }

    /** Loop only. */
    void sendReserved(Message message) {
        try {
            writeKept(message, null);
        } catch (RuntimeException | Error broken) {
            abandon(broken);
        }
        if (hasWaiting()) {
            // What others have left meanwhile leaves in the same write.
            runWaiting();
        } else {
            endTurn();
        }
    }

    /** A message whose sender did not get the turn. */
    private final class KeptMessage extends Task {

        private final Message message;
        private final @Nullable Delivery delivery;

        KeptMessage(Message message, @Nullable Delivery delivery) {
            this.message = message;
            this.delivery = delivery;
            QUEUED_BYTES.addAndGet(OutboundHalf.this, message.size());
        }

        @Override
        public void run() {
            takenBytes += message.size();
            writeKept(message, delivery);
        }

        @Override
        protected void refused() {
            QUEUED_BYTES.addAndGet(OutboundHalf.this, -message.size());
            if (delivery == null) {
                throw tooLate();
            }
            delivery.lost();
        }
    }

    /** After the end has been reported nobody would hear of a loss: the sender does. */
    private ConnectionClosedException tooLate() {
        return new ConnectionClosedException("cannot send", state.closeReason());
    }

    /** Bytes of messages that wait for the present owner to write them. */
    long queuedBytes() {
        return queuedBytes;
    }

    /** Writes what the source has, as far as the link takes it. */
    void writeWaiting() {
        doInTurn(() -> {});
    }

    /** Sends frames in a row, judged by the caller. A Close frame among them is the last one. */
    void frames(List<Frame> row) {
        doInTurn(new Task() {
            @Override
            public void run() {
                writeFrames(row);
            }

            @Override
            protected void refused() {
                throw tooLate();
            }
        });
    }

    /** Sends frames in a row as they are, even after a Close frame. */
    void rawFrames(List<Frame> row) {
        doInTurn(() -> {
            if (!state.isEnded()) {
                row.forEach(frame -> frames.rawFrame(link, frame));
            }
        });
    }

    void ping(byte[] payload) {
        doInTurn(() -> writeControl(FrameWriter.PING, payload));
    }

    void pong(byte[] payload) {
        doInTurn(() -> writeControl(FrameWriter.PONG, payload));
    }

    /** Answers a ping. Loop only; the payload is valid during the call. */
    void answerPing(ByteBuffer payload) {
        if (ownsTurn() && link.pendingBytes() == 0) {
            if (!finished) {
                frames.control(link, FrameWriter.PONG, payload);
            }
            return;
        }
        byte[] kept = new byte[payload.remaining()];
        payload.get(payload.position(), kept);
        doInTurn(() -> pongWhenWritable(kept));
    }

    /** Sends a Close frame after what was sent before, unless one was sent already. */
    void close(CloseReason reason) {
        if (state.closeSent()) {
            doInTurn(() -> writeClose(reason));
        }
    }

    /** Ends the output after what was sent before. */
    void end() {
        doInTurn(link::endOutput);
    }

    /** Closes the link after what was sent before has been written. */
    void closeLink() {
        doInTurn(() -> whenWritten().closeLink());
    }

    /** The link takes more: writes, and then tells so. Loop only. */
    void writable(Runnable afterwards) {
        doInTurn(() -> {
            flush();
            afterwards.run();
        });
    }

    /**
     * The link is closed: what was not written never will be. Told when this turn, which is the last one, is over; what has
     * been left in it until then counts. Loop only.
     */
    void ended(WebSocketProtocol.LossReport report) {
        doInTurn(() -> {
            finished = true;
            if (whenWritten != null) {
                whenWritten.giveUpDeliveries();
            }
            giveUpWaiting();
            endTurns(() -> report.unwritten(link.pendingBytes(), lost));
        });
    }

    // Turns: their owner only

    @Override
    void abandoned() {
        countTaken();
    }

    @Override
    void flush() {
        link.flush();
        countTaken();
        if (source != null) {
            writeFrom(source);
        }
        if (whenWritten != null) {
            goOn(whenWritten);
        }
    }

    private void goOn(WhenWritten next) {
        byte[] pong = link.pendingBytes() == 0 ? next.takePong() : null;
        if (pong != null) {
            writeControl(FrameWriter.PONG, pong);
            link.flush();
        }
        next.settle(link.acceptedBytes() - link.pendingBytes());
        if (link.pendingBytes() == 0 && next.takeClosing()) {
            link.loop().execute(link::close);
        }
    }

    private WhenWritten whenWritten() {
        WhenWritten next = whenWritten;
        if (next == null) {
            next = new WhenWritten();
            whenWritten = next;
        }
        return next;
    }

    private void countTaken() {
        if (takenBytes > 0) {
            QUEUED_BYTES.addAndGet(this, -takenBytes);
            takenBytes = 0;
        }
    }

    // Writing: owner of the turn only

    /** What was left in the turn came before what waits: it goes first, and this goes on behind it. */
    private void writeFrom(MessageSource waiting) {
        BooleanSupplier mayTake = () -> !hasWaiting();
        MessageSource.Waiting next = waiting.next(mayTake);
        while (next != null) {
            writeKept(next.message(), next.delivery());
            next = waiting.next(mayTake);
            if (next == null) {
                link.flush();
                next = waiting.next(mayTake);
            }
        }
    }

    private void writeMessage(Message message, @Nullable Delivery delivery) {
        if (finished) {
            giveUp(delivery);
            return;
        }
        try {
            frames.message(link, message);
        } catch (RuntimeException | Error broken) {
            stopWriting();
            throw broken;
        }
        if (delivery != null) {
            whenWritten().follow(delivery, link.acceptedBytes());
        }
    }

    /** Writes a message whose sender has gone on, and so hears of a mishap through the delivery only. */
    private void writeKept(Message message, @Nullable Delivery delivery) {
        try {
            writeMessage(message, delivery);
        } catch (RuntimeException | Error broken) {
            giveUp(delivery);
            throw broken;
        }
    }

    private void writeFrames(List<Frame> row) {
        try {
            row.forEach(this::writeFrame);
        } catch (RuntimeException | Error broken) {
            stopWriting();
            throw broken;
        }
    }

    private void writeFrame(Frame frame) {
        if (finished) {
            lost++;
        } else {
            frames.frame(link, frame);
            finished = FrameBits.opcode(frame.bits()) == Opcode.CLOSE.number();
        }
    }

    /** Half a frame may be written, or an extension out of step with the peer's: nothing may follow. */
    private void stopWriting() {
        finished = true;
        link.abort();
    }

    private void writeControl(int bits, byte[] payload) {
        if (!finished) {
            frames.control(link, bits, ByteBuffer.wrap(payload));
        }
    }

    private void pongWhenWritable(byte[] payload) {
        if (link.pendingBytes() > 0) {
            whenWritten().pong(payload);
        } else {
            writeControl(FrameWriter.PONG, payload);
        }
    }

    private void writeClose(CloseReason reason) {
        if (!finished) {
            writeRest();
            frames.control(link, FrameWriter.CLOSE, ByteBuffer.wrap(ClosePayload.of(reason)));
            finished = true;
        }
    }

    private void writeRest() {
        if (source != null) {
            for (MessageSource.Waiting next = source.nextAtOnce(); next != null; next = source.nextAtOnce()) {
                writeKept(next.message(), next.delivery());
            }
        }
    }

    private void giveUp(@Nullable Delivery delivery) {
        if (delivery == null) {
            lost++;
        } else {
            delivery.lost();
        }
    }

    private void giveUpWaiting() {
        if (source != null) {
            source.end().forEach(waiting -> giveUp(waiting.delivery()));
        }
    }
}
