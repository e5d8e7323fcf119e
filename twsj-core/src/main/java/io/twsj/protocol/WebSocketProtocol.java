package io.twsj.protocol;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import io.twsj.extension.ExtensionSession;
import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 6455 after the opening handshake, for one connection in one role: feed it the peer's bytes, give it messages to
 * send, and ask it how far the closing has come. It owns no socket, clock or thread and draws its randomness from
 * {@link MaskingKeys}; output goes to the {@link Link}, what came in to the {@link ProtocolEvents}.
 *
 * <p>It answers pings and Close frames by itself. It never throws for what a peer sent: it fails the connection (RFC 6455
 * section 7.1.7) and tells why.
 *
 * <p>Inbound methods are called by the link's loop only; outbound methods by any thread.
 */
public final class WebSocketProtocol {

    private static final int LONGEST_CONTROL_PAYLOAD = 125;

    private final Role role;
    private final Link link;
    private final ProtocolEvents events;
    private final boolean autoReply;
    private final ConnectionState state = new ConnectionState();
    private final InboundHalf inbound;
    private final OutboundHalf outbound;

    /** Null as long as no frame was sent by hand. */
    private @Nullable FrameSender byHand;

    /**
     * An engine whose opening handshake is done.
     *
     * @param extensions the agreed ones, in the order of the response; closed by the caller when the connection ended
     * @param keys masking keys; not asked by a server
     */
    public WebSocketProtocol(
            Role role,
            ProtocolLimits limits,
            List<ExtensionSession> extensions,
            MaskingKeys keys,
            Link link,
            ProtocolEvents events) {
        this(role, limits, extensions, keys, FrameAccess.NONE, link, events);
    }

    /**
     * An engine whose frames can be got at.
     *
     * @param access says how; the other parameters are those of the other constructor
     */
    public WebSocketProtocol(
            Role role,
            ProtocolLimits limits,
            List<ExtensionSession> extensions,
            MaskingKeys keys,
            FrameAccess access,
            Link link,
            ProtocolEvents events) {
        this.role = role;
        this.link = link;
        this.events = events;
        this.autoReply = access.autoReply();
        this.inbound = new InboundHalf(this, role, limits, extensions, access, link.readers(), events);
        this.outbound = new OutboundHalf(
                role,
                link,
                state,
                extensions,
                keys,
                access.hooks(),
                failure -> link.loop().execute(() -> fail(failure)));
    }

    /** Has the engine take messages from there, too, when the link takes more. To be called before the first message. */
    public void source(MessageSource waiting) {
        outbound.source(waiting);
    }

    // Inbound: loop only

    /**
     * Takes bytes of the peer, all of them unless paused. They may be overwritten. Replies made meanwhile leave together.
     */
    public void receive(ByteBuffer bytes) {
        outbound.beginBatch();
        try {
            inbound.receive(bytes);
        } catch (ProtocolException violation) {
            bytes.position(bytes.limit());
            fail(violation);
        } finally {
            outbound.endBatch();
        }
    }

    /**
     * Takes a whole frame of the peer from a link that carries frames, below the decoder of bytes: it has no masking, and
     * its length is the payload's. Such links cut messages where they like, so that the number of fragments has no limit
     * here; their bytes have. Works while paused, too.
     *
     * @param bits the first header byte, see {@link FrameBits}
     * @param payload may be overwritten
     */
    public void receiveFrame(int bits, ByteBuffer payload) {
        outbound.beginBatch();
        try {
            inbound.receiveFrame(bits, payload);
        } catch (ProtocolException violation) {
            fail(violation);
        } finally {
            outbound.endBatch();
        }
    }

    /** Takes messages of at most so many bytes from now on; between two messages only. */
    public void limitMessages(int maxBytes) {
        inbound.limitMessages(maxBytes);
    }

    /** Begins a stretch in which everything sent on the loop is written together; for use around a callback. */
    public void beginBatch() {
        outbound.beginBatch();
    }

    /** Ends the stretch and writes. */
    public void endBatch() {
        outbound.endBatch();
    }

    /**
     * The peer will send nothing more. The link is closed: at once, or, where both Close frames are on their way or the
     * connection has failed, when the network has taken what was sent. A Close frame that waits for its answer has it now:
     * over TLS 1.2 nothing could be sent any more.
     */
    public void endOfStream() {
        answerClose();
        if (isDone()) {
            outbound.closeLink();
        } else {
            link.close();
        }
    }

    /** From now on {@link #receive} leaves the bytes where they are. */
    public void pause() {
        inbound.pause();
    }

    /** Takes bytes again. */
    public void resume() {
        inbound.resume();
    }

    /** Tells whether {@link #receive} leaves bytes where they are. */
    public boolean isPaused() {
        return inbound.isPaused();
    }

    /**
     * The link can write again: goes on with what waits.
     *
     * @param afterwards run when that is done, by whichever thread did it
     */
    public void writable(Runnable afterwards) {
        outbound.writable(afterwards);
    }

    /**
     * The link is closed. Nothing is sent or received any more.
     *
     * @param report told how much of what was sent did not reach the network
     */
    public void ended(LossReport report) {
        state.ended();
        inbound.stop();
        outbound.ended(report);
    }

    /** Told at the end what did not reach the network. */
    @FunctionalInterface
    public interface LossReport {

        /**
         * Both may be 0.
         *
         * @param bytes of frames that were waiting
         * @param messages that came too late to become frames
         */
        void unwritten(long bytes, int messages);
    }

    // Outbound: any thread

    /**
     * Sends a message in one frame. It must be open to senders ({@link #isOpen}); a message that comes too late is
     * reported as lost, or refused where the report was made before.
     *
     * @param delivery follows the message, or null if nobody wants to know
     * @param moreFollows whether the caller is about to send more: the write may then be left to the loop
     * @throws io.twsj.close.ConnectionClosedException if that report was made, and there is no delivery to tell
     */
    public void send(Message message, @Nullable Delivery delivery, boolean moreFollows) {
        outbound.send(message, delivery, moreFollows);
    }

    /**
     * Reserves the output for a message for many that the loop is going to send: what others send until then comes behind it.
     * Not where extensions would have work with it for this connection alone, which is not for a loop to do for one
     * connection after the other.
     *
     * @return whether it is reserved; {@link #sendReserved} must then be called, and nothing is written before
     */
    public boolean reserve() {
        return outbound.reserve();
    }

    /** Sends the message for which the output is reserved. Loop only. */
    public void sendReserved(Message message) {
        outbound.sendReserved(message);
    }

    /** Writes what waits in the {@linkplain #source source}, as far as the link takes it. */
    public void writeWaiting() {
        outbound.writeWaiting();
    }

    /**
     * Sends frames by hand, all or none, in a row. Who does so sends messages as frames too: a message given to
     * {@link #send} might get between the frames of another one. A Close frame starts the closing handshake.
     *
     * @throws IllegalArgumentException if the protocol forbids one of the frames; the message names the rule
     * @throws IllegalStateException if it forbids one at this point
     * @throws io.twsj.close.ConnectionClosedException if a Close frame was sent, or the connection has failed or ended
     */
    public void sendFrames(List<Frame> frames) {
        byHand().send(frames);
        if (state.isCloseSent()) {
            endIfServerAnswered();
        }
    }

    /** Sends frames as they are, legal or not, and past the extensions: a tester's tool. */
    public void sendUnchecked(List<Frame> frames) {
        boolean closes = frames.stream().anyMatch(WebSocketProtocol::isClose);
        if (closes) {
            state.closeSent();
        }
        outbound.rawFrames(List.copyOf(frames));
        if (closes) {
            endIfServerAnswered();
        }
    }

    private static boolean isClose(Frame frame) {
        return FrameBits.opcode(frame.bits()) == Opcode.CLOSE.number();
    }

    private synchronized FrameSender byHand() {
        FrameSender sender = byHand;
        if (sender == null) {
            sender = new FrameSender(role, state, outbound);
            byHand = sender;
        }
        return sender;
    }

    /**
     * Sends a ping.
     *
     * @throws IllegalArgumentException if the payload exceeds 125 bytes
     */
    public void ping(byte[] payload) {
        checkControlPayload(payload);
        outbound.ping(payload);
    }

    /**
     * Sends an unasked-for pong.
     *
     * @throws IllegalArgumentException if the payload exceeds 125 bytes
     */
    public void pong(byte[] payload) {
        checkControlPayload(payload);
        outbound.pong(payload);
    }

    /**
     * Starts the closing handshake, unless it has begun.
     *
     * @throws IllegalArgumentException if the code must not be sent; 1005 stands for no code and may
     */
    public void close(CloseReason reason) {
        if (!reason.maySend() && reason.code() != CloseCode.NO_STATUS) {
            throw new IllegalArgumentException("close code " + reason.code()
                    + " must not be sent; allowed are 1000-1003, 1007-1014 and 3000-4999");
        }
        outbound.close(reason);
        endIfServerAnswered();
    }

    /**
     * Answers the peer's Close frame with its code (RFC 6455 5.5.1), if it waits for that.
     *
     * @return whether it did, and no Close frame had been sent before
     */
    public boolean answerClose() {
        if (!autoReply || !state.isCloseReceived() || state.isCloseSent()) {
            return false;
        }
        outbound.close(CloseReason.of(state.closeReason().code()));
        endIfServerAnswered();
        return true;
    }

    /** RFC 6455 7.1.1: with both Close frames on their way it is the server that ends TCP. */
    private void endIfServerAnswered() {
        if (role == Role.SERVER && state.isCloseReceived()) {
            outbound.end();
        }
    }

    /**
     * Fails the connection (RFC 6455 section 7.1.7): a Close frame if none was sent, no further input, the end of TCP.
     * Loop only.
     */
    public void fail(ProtocolException cause) {
        if (state.isEnded() || !state.failed(cause.closeReason())) {
            return;
        }
        inbound.stop();
        outbound.close(cause.closeReason());
        outbound.end();
        events.onFailed(cause);
    }

    // What the inbound half finds, and what the engine does about it by itself before anybody hears of it: loop only

    void message(boolean isText, ByteBuffer payload) {
        events.onMessage(isText, payload);
    }

    void pingReceived(ByteBuffer payload) {
        if (autoReply) {
            outbound.answerPing(payload);
        }
        events.onPing(payload);
    }

    void pongReceived(ByteBuffer payload) {
        events.onPong(payload);
    }

    /** RFC 6455 5.5.1: answer with the code received, unless a Close frame was sent; 7.1.1: the server ends TCP. */
    void closeReceived(CloseReason reason) {
        state.closeReceived(reason);
        if (state.isCloseSent()) {
            endIfServerAnswered();
        } else if (autoReply) {
            events.onAnswerDue(this::answerClose);
        }
        events.onCloseFrame(reason);
    }

    // Questions: any thread

    /** Bytes of messages that wait for another thread to write them; they are not among the link's pending bytes yet. */
    public long queuedBytes() {
        return outbound.queuedBytes();
    }

    /** Tells whether messages can be sent: no Close frame was sent, nothing failed, the link is up. */
    public boolean isOpen() {
        return state.isOpen();
    }

    /** Tells whether the end has begun: a Close frame has gone one way at least, or the connection failed or ended. */
    public boolean isClosing() {
        return state.isClosing();
    }

    /** Tells whether the closing handshake is over or given up, so that only TCP has to end. */
    public boolean isDone() {
        return state.isFailed() || (state.isCloseSent() && state.isCloseReceived());
    }

    /** The close code and reason as they stand (RFC 6455 7.1.5 and 7.1.6): 1006 until something better is known. */
    public CloseReason closeReason() {
        return state.closeReason();
    }

    private static void checkControlPayload(byte[] payload) {
        if (payload.length > LONGEST_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes; a control frame holds at most "
                    + LONGEST_CONTROL_PAYLOAD + " (RFC 6455 5.5)");
        }
    }
}
