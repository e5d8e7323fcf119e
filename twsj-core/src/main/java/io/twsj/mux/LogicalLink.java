package io.twsj.mux;

import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import io.twsj.message.BorrowedMessage;
import io.twsj.mux.ControlBlock.AddChannelResponse;
import io.twsj.mux.ControlBlock.DropChannel;
import io.twsj.mux.ControlBlock.FlowControl;
import io.twsj.protocol.BufferPool;
import io.twsj.protocol.FrameReaders;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.transport.LoopTimer;
import io.twsj.transport.NoHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A channel of a physical connection, seen by what runs over it. It carries bytes during the opening handshake, as any
 * link does, and frames afterwards. Threads as {@link Link} says; the loop is that of the physical connection.
 *
 * <pre>
 *  opening ── accepted ──> open ── DropChannel sent ──────> dropped ── DropChannel received ──> forgotten
 *     │                     └───── DropChannel received, acknowledged ──────────────────────────────^
 *     └────── rejected ─────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>A closing is orderly (DropChannel 1000) where the peer's Close frame came before the end of the output, and a failure
 * (3000) else.
 */
public final class LogicalLink implements Link {

    private final Multiplexer physical;
    private final int id;
    private final SendQuota quota;
    private final LogicalInput input;
    private final LogicalOutput output;

    /** How bytes become the handshake; null on the first channel, which needs none. */
    private @Nullable LogicalOpening opening;

    private LinkHandler handler = NoHandler.INSTANCE;
    private @Nullable LoopTimer timer;

    /** Whether the head of this side's handshake has gone, so that what follows are frames. */
    private boolean headSent;

    private boolean open;
    private boolean paused;
    private boolean closeReceived;
    private boolean dropSent;
    private boolean dropReceived;
    private boolean closed;

    /** Whether the handler has to be told when output has gone. */
    private boolean outputWaits;

    LogicalLink(Multiplexer physical, int id, long quota) {
        this.physical = physical;
        this.id = id;
        this.quota = new SendQuota(quota);
        this.input = new LogicalInput(this, physical.terms().windowBytes());
        this.output = new LogicalOutput(physical.terms().windowBytes());
    }

    int id() {
        return id;
    }

    /** Begins with a handshake. */
    void begin(LogicalOpening handshake) {
        opening = handshake;
    }

    /** Calls back whoever handles this channel. */
    public LinkHandler handler() {
        return handler;
    }

    // The opening handshake: loop only

    /** A client's request goes to what judges it. */
    void requested(byte[] request) {
        handler.onBytes(ByteBuffer.wrap(request));
    }

    /** The server has answered. */
    void responded(AddChannelResponse block) throws MuxException {
        if (!(opening instanceof LogicalOpening.OfClient request) || open) {
            throw new MuxException(MuxCode.BAD_RESPONSE, "response on channel " + id + ", which is open");
        }
        byte[] response = LogicalHeads.completeResponse(block.handshake(), block.rejected(), request.key());
        if (block.rejected()) {
            forget();
        } else if (!dropSent) {
            opened();
        }
        if (!closed) {
            handler.onBytes(ByteBuffer.wrap(response));
        }
        if (block.rejected() && !closed) {
            handler.onEndOfStream();
        }
    }

    /** Frames flow, or wait no longer. */
    void opened() {
        open = true;
        deliverSoon();
    }

    /** This server's answer was a refusal, and that was all. */
    void refused() {
        forget();
        loop().execute(this::close);
    }

    // Input: loop only

    /**
     * A logical frame came.
     *
     * @throws MuxException if the channel is to fail
     */
    void received(int bits, ByteBuffer payload) throws MuxException {
        if (dropSent || dropReceived) {
            return;
        }
        input.receive(bits, payload);
    }

    /** Tells whether the handler takes frames. */
    boolean mayDeliver() {
        return open && !paused && !closed;
    }

    /** A frame for the handler, if the channel is still there. */
    void deliver(int bits, ByteBuffer payload) {
        if (open && !closed) {
            closeReceived |= FrameBits.opcode(bits) == Opcode.CLOSE.number();
            handler.onFrame(bits, payload);
        }
    }

    /** The peer may send more. */
    void grant(long more) {
        if (!dropSent && !dropReceived) {
            physical.send(new FlowControl(id, more));
        }
    }

    private void deliverSoon() {
        // Not from within the caller: it may be in the middle of handling something else.
        if (!input.isEmpty() || dropReceived) {
            loop().execute(this::deliverWaiting);
        }
    }

    private void deliverWaiting() {
        input.deliverWaiting();
        if (mayDeliver() && dropReceived) {
            handler.onEndOfStream();
        }
    }

    /** The peer allows more. Loop only. */
    void granted(long more) throws MuxException {
        quota.add(more);
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            deliverSoon();
        }
    }

    // Output

    @Override
    public boolean carriesFrames() {
        return true;
    }

    @Override
    public ByteBuffer room(int size) {
        return output.room(size);
    }

    @Override
    public void write(ByteBuffer bytes) {
        output.write(bytes);
    }

    @Override
    public void flush() {
        if (!output.handOver()) {
            return;
        }
        if (inLoop()) {
            physical.outputCame(this);
            outputWaits |= output.pendingBytes() > 0;
        } else {
            physical.outputCameSoon(this);
        }
    }

    /** The loop does the writing anyway. */
    @Override
    public void flushSoon() {
        if (output.handOver()) {
            physical.outputCameSoon(this);
        }
    }

    @Override
    public void endOutput() {
        output.end();
    }

    @Override
    public long pendingBytes() {
        return output.pendingBytes();
    }

    @Override
    public long acceptedBytes() {
        return output.acceptedBytes();
    }

    @Override
    public long stalledNanos() {
        return output.stalledNanos(now());
    }

    /** What was flushed by another thread, or not at once, is here. Loop only. */
    void outputIsHere() {
        outputWaits = true;
    }

    /** Sends at most one piece; tells whether another one may follow. Loop only. */
    boolean takeTurn(ByteBuffer message) {
        if (dropSent || dropReceived || !sendHead()) {
            return false;
        }
        ChannelId.put(message, id);
        int cost = output.cut(message, quota.left(), now());
        if (cost != FrameCutter.NOTHING) {
            quota.spend(cost);
            physical.send(message.flip());
        }
        if (outputWaits && (cost != FrameCutter.NOTHING || output.pendingBytes() == 0)) {
            outputWaits = output.pendingBytes() > 0;
            physical.outputWent(this);
        }
        if (output.isFinished()) {
            drop(closeReceived ? DropReason.of(MuxCode.NORMAL) : DropReason.of(MuxCode.LOGICAL_CHANNEL_FAILED));
            return false;
        }
        return cost != FrameCutter.NOTHING;
    }

    private boolean sendHead() {
        if (!headSent) {
            headSent = opening == null || opening.send(output);
        }
        return headSent && !dropReceived;
    }

    // The end

    /** Ends the channel on this side, unless it is over. Loop only. */
    private void drop(DropReason reason) {
        if (dropSent || dropReceived) {
            return;
        }
        if (headSent || opening == null || opening instanceof LogicalOpening.OfServer) {
            dropSent = true;
            physical.send(new DropChannel(id, reason));
        } else {
            // The peer has never heard of this channel.
            forget();
            physical.unused(quota.left());
        }
    }

    /** The peer ends the channel. Loop only. */
    void dropped(DropReason reason) {
        output.close();
        if (!dropSent) {
            physical.send(new DropChannel(id, DropReason.of(MuxCode.DROP_CHANNEL_ACK)));
        }
        forget();
        if (closed) {
            return;
        }
        if (reason.isOrderly() && open) {
            loop().execute(this::deliverWaiting);
        } else {
            lost(new IOException("the peer dropped the channel with " + reason));
        }
    }

    /** The peer broke a rule on this channel. Loop only. */
    void fail(MuxException cause) {
        drop(DropReason.of(cause));
        lost(new IOException("channel failed with " + cause.code() + ": " + cause.text()));
    }

    /** The channel is over, for a reason that is not its own. Loop only. */
    void lost(IOException cause) {
        if (!closed) {
            handler.onFailure(cause);
            close();
        }
    }

    /** The physical connection goes away in good order, and this channel with it. Loop only. */
    void goneAway(byte[] closePayload) {
        input.deliverAll();
        if (!closeReceived) {
            deliver(FrameBits.FIN | Opcode.CLOSE.number(), ByteBuffer.wrap(closePayload));
        }
        gone();
    }

    /** The physical connection is no more. Loop only. */
    void gone() {
        forget();
        close();
    }

    /** As {@link #lost}, and there is nobody to tell either. Loop only. */
    void cutOff(IOException cause) {
        forget();
        lost(cause);
    }

    private void forget() {
        dropSent = true;
        dropReceived = true;
        physical.forget(this);
    }

    @Override
    public void close() {
        end(MuxCode.NORMAL);
    }

    @Override
    public void abort() {
        if (inLoop()) {
            end(MuxCode.LOGICAL_CHANNEL_FAILED);
        } else {
            loop().execute(this::abort);
        }
    }

    private void end(int code) {
        if (closed) {
            return;
        }
        closed = true;
        input.clear();
        if (timer != null) {
            timer.cancel();
        }
        drop(DropReason.of(code));
        output.close();
        handler.onClosed();
    }

    // The rest

    @Override
    public void handler(LinkHandler next) {
        handler = next;
    }

    @Override
    public void deadline(long atNanos) {
        if (closed) {
            return;
        }
        if (timer == null) {
            timer = LoopTimer.on(physical.link(), () -> handler.onDeadline());
        }
        timer.at(atNanos);
    }

    @Override
    public long now() {
        return physical.link().now();
    }

    @Override
    public boolean inLoop() {
        return physical.link().inLoop();
    }

    @Override
    public Executor loop() {
        return physical.link().loop();
    }

    @Override
    public BufferPool buffers() {
        return physical.link().buffers();
    }

    @Override
    public FrameReaders readers() {
        return physical.link().readers();
    }

    @Override
    public BorrowedMessage loanedMessage() {
        return physical.link().loanedMessage();
    }

    @Override
    public SocketAddress remoteAddress() {
        return physical.link().remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return physical.link().localAddress();
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return physical.link().tlsSession();
    }
}
