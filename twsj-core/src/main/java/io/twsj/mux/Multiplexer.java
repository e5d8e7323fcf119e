package io.twsj.mux;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import io.twsj.frame.ClosePayload;
import io.twsj.message.BorrowedMessage;
import io.twsj.message.Message;
import io.twsj.mux.ControlBlock.DropChannel;
import io.twsj.mux.ControlBlock.FlowControl;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.protocol.MaskingKeys;
import io.twsj.protocol.ProtocolEvents;
import io.twsj.protocol.ProtocolLimits;
import io.twsj.protocol.Role;
import io.twsj.protocol.WebSocketProtocol;
import io.twsj.transport.ConnectionTimers;
import io.twsj.transport.LoopTimer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A physical connection: brings each channel what came for it, and sends what they have, in fair turns. Event loop only,
 * except where stated: other threads' output is written by the loop, too.
 */
public abstract sealed class Multiplexer implements LinkHandler, ProtocolEvents
        permits ServerMultiplexer, ClientMultiplexer {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    /** A physical message carries a handshake or a whole window at most. */
    private static final int LEAST_MAX_MESSAGE_BYTES = 64 << 10;

    /** As many fragments as a message may have anywhere. */
    private static final int MAX_FRAGMENTS = 1024;

    private final Link link;
    private final MuxTerms terms;
    private final WebSocketProtocol protocol;
    private final ConnectionTimers timers;
    private final LoopTimer idleTimer;
    private final FairTurns turns;
    private final ControlBudget controlBudget;
    private final PhysicalPause pause;
    private final BorrowedMessage borrowed = new BorrowedMessage();
    private final Map<Integer, LogicalLink> channels = new LinkedHashMap<>();

    /** Whether a physical connection without a channel ends at once. */
    private boolean endsWhenIdle;

    /** The physical connection is failed, closing or closed: there will be no further channel. */
    private boolean over;

    Multiplexer(Role role, Link link, MaskingKeys keys, MuxTerms terms, ConnectionTimers.Terms timerTerms) {
        int maxMessageBytes = Math.max(LEAST_MAX_MESSAGE_BYTES, terms.windowBytes()) + ChannelId.LONGEST + 1;
        this.link = link;
        this.terms = terms;
        this.protocol = new WebSocketProtocol(
                role, new ProtocolLimits(maxMessageBytes, MAX_FRAGMENTS), List.of(), keys, link, this);
        this.timers = new ConnectionTimers(link, protocol, timerTerms, this::drop);
        this.idleTimer = LoopTimer.on(link, this::endIfIdle);
        this.turns = new FairTurns(link);
        this.controlBudget = new ControlBudget(terms.maxChannels(), link.now());
        this.pause = new PhysicalPause(link, protocol, timers, controlBudget);
    }

    Link link() {
        return link;
    }

    MuxTerms terms() {
        return terms;
    }

    // Channels

    /** Takes over the link, with the first channel open on it. */
    LogicalLink begin(long firstQuota) {
        link.handler(this);
        timers.start();
        LogicalLink first = new LogicalLink(this, ChannelId.FIRST, firstQuota);
        add(first);
        first.opened();
        return first;
    }

    void add(LogicalLink channel) {
        idleTimer.cancel();
        channels.put(channel.id(), channel);
    }

    @Nullable
    LogicalLink channel(int id) {
        return channels.get(id);
    }

    int openChannels() {
        return channels.size();
    }

    /** Tells whether there is a use for further channels. */
    boolean isUsable() {
        return !over && !endsWhenIdle && protocol.isOpen();
    }

    /** Neither side speaks of this channel any more. */
    void forget(LogicalLink channel) {
        if (channels.remove(channel.id(), channel)) {
            turns.remove(channel);
            ended(channel);
            endSoonIfIdle();
        }
    }

    /** A channel has ended. */
    abstract void ended(LogicalLink channel);

    /** A channel that the peer was not told of has ended. */
    abstract void unused(long quota);

    /** Calls back whoever handles a channel. */
    public void forEachHandler(Consumer<LinkHandler> action) {
        allChannels().forEach(channel -> action.accept(channel.handler()));
    }

    private List<LogicalLink> allChannels() {
        return new ArrayList<>(channels.values());
    }

    // Without a channel

    /** From now on the physical connection ends with its last channel. */
    public void endWhenIdle() {
        endsWhenIdle = true;
        endSoonIfIdle();
    }

    private void endSoonIfIdle() {
        if (!channels.isEmpty() || over) {
            return;
        }
        if (endsWhenIdle) {
            endIfIdle();
        } else {
            idleTimer.at(link.now() + terms.idleTimeout().toNanos());
        }
    }

    private void endIfIdle() {
        if (channels.isEmpty() && !over && protocol.isOpen()) {
            over = true;
            protocol.close(endReason());
            timers.closeBegan();
            unusable();
        }
    }

    abstract CloseReason endReason();

    /** There will be no further channel. */
    abstract void unusable();

    // Output

    /** Sends a control block, ahead of everything that waits for its turn. */
    void send(ControlBlock block) {
        protocol.send(Message.binary(block.message()), null, false);
    }

    /** Sends a logical frame. */
    void send(ByteBuffer payload) {
        controlBudget.frameSent();
        borrowed.lend(false, payload);
        try {
            protocol.send(borrowed, null, false);
        } finally {
            borrowed.end();
        }
    }

    /** A channel has flushed output. */
    void outputCame(LogicalLink channel) {
        turns.add(channel);
        sendInTurns();
    }

    /** A channel has flushed output, which the loop is to look at. Any thread. */
    void outputCameSoon(LogicalLink channel) {
        link.loop().execute(() -> {
            channel.outputIsHere();
            outputCame(channel);
        });
    }

    /** Output that the channel's handler may wait for has gone. */
    void outputWent(LogicalLink channel) {
        link.loop().execute(() -> channel.handler().onWritable());
    }

    private void sendInTurns() {
        protocol.beginBatch();
        try {
            turns.run();
        } finally {
            protocol.endBatch();
        }
    }

    // What the link delivers

    @Override
    public void onBytes(ByteBuffer bytes) {
        timers.received();
        protocol.receive(bytes);
        pause.beginIfNeeded();
    }

    @Override
    public void onEndOfStream() {
        link.close();
    }

    @Override
    public void onWritable() {
        protocol.writable(() -> {});
        sendInTurns();
        pause.endIfOver();
    }

    @Override
    public void onDeadline() {
        timers.check();
    }

    private void drop(String why) {
        endAll(new IOException(why.isEmpty() ? "the physical connection is over" : why));
        link.abort();
    }

    @Override
    public void onFailure(IOException cause) {
        endAll(cause);
    }

    @Override
    public void onClosed() {
        protocol.ended((bytes, messages) -> {});
        over = true;
        allChannels().forEach(LogicalLink::gone);
        idleTimer.cancel();
        pause.cancel();
        unusable();
    }

    private void endAll(IOException cause) {
        over = true;
        allChannels().forEach(channel -> channel.cutOff(cause));
    }

    // What the engine delivers

    @Override
    public void onMessage(boolean isText, ByteBuffer payload) {
        try {
            if (isText) {
                throw new MuxException(MuxCode.INVALID_ENCAPSULATING_MESSAGE, "text on a physical connection");
            }
            int channel = ChannelId.read(payload, MuxCode.CHANNEL_ID_TRUNCATED);
            if (channel == ChannelId.CONTROL) {
                receiveControl(payload.slice());
            } else {
                receiveFrame(channel, payload);
            }
        } catch (MuxException violation) {
            fail(violation);
        }
    }

    private void receiveFrame(int id, ByteBuffer payload) throws MuxException {
        if (!payload.hasRemaining()) {
            throw new MuxException(MuxCode.ENCAPSULATED_FRAME_TRUNCATED, "frame without its first octet");
        }
        int bits = payload.get() & 0xff;
        LogicalLink channel = channels.get(id);
        // Of another channel it may have been on its way when that was dropped.
        if (channel != null) {
            try {
                channel.received(bits, payload);
            } catch (MuxException violation) {
                channel.fail(violation);
            }
        }
    }

    private void receiveControl(ByteBuffer blocks) throws MuxException {
        while (blocks.hasRemaining() && !over) {
            controlBudget.blockReceived();
            receive(ControlBlockReader.read(blocks));
        }
        sendInTurns();
    }

    private void receive(ControlBlock block) throws MuxException {
        if (block instanceof FlowControl more) {
            grant(more);
        } else if (block instanceof DropChannel drop) {
            drop(drop);
        } else {
            receiveOpening(block);
        }
    }

    /** AddChannelRequest, AddChannelResponse and NewChannelSlot; throws if that is for the peer to receive. */
    abstract void receiveOpening(ControlBlock block) throws MuxException;

    static MuxException wrongDirection(ControlBlock block) {
        return new MuxException(
                MuxCode.INVALID_CONTROL_BLOCK, block.getClass().getSimpleName() + " in the wrong direction");
    }

    private void grant(FlowControl more) {
        LogicalLink channel = channels.get(more.channel());
        if (channel == null) {
            return;
        }
        try {
            channel.granted(more.quota());
            turns.add(channel);
        } catch (MuxException violation) {
            channel.fail(violation);
        }
    }

    private void drop(DropChannel drop) {
        if (drop.channel() == ChannelId.CONTROL) {
            LOG.log(System.Logger.Level.DEBUG, () -> "the peer failed a physical connection with " + drop.reason());
            endAll(new IOException("the peer failed the physical connection with " + drop.reason()));
            unusable();
            return;
        }
        LogicalLink channel = channels.get(drop.channel());
        if (channel != null) {
            channel.dropped(drop.reason());
        }
    }

    /** The peer broke a rule that is about the whole physical connection. */
    private void fail(MuxException violation) {
        send(new DropChannel(ChannelId.CONTROL, DropReason.of(violation)));
        // Codes of mux must not stand in Close frames.
        protocol.fail(new ProtocolException(CloseCode.INTERNAL_ERROR, violation.text()));
    }

    @Override
    public void onFailed(ProtocolException cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> "a physical connection failed: " + cause.closeReason());
        endAll(new IOException("the physical connection failed: " + cause.getMessage()));
        timers.closeBegan();
        unusable();
    }

    @Override
    public void onCloseFrame(CloseReason reason) {
        over = true;
        byte[] goingAway = ClosePayload.of(CloseReason.GOING_AWAY);
        allChannels().forEach(channel -> channel.goneAway(goingAway));
        timers.closeBegan();
        unusable();
    }

    @Override
    public void onPing(ByteBuffer payload) {
        // The engine has answered.
    }

    @Override
    public void onPong(ByteBuffer payload) {
        // It came, and that was noticed.
    }
}
