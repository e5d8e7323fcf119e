package io.twsj.mux;

import io.twsj.close.CloseReason;
import io.twsj.mux.ControlBlock.AddChannelRequest;
import io.twsj.mux.ControlBlock.NewChannelSlot;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.protocol.MaskingKeys;
import io.twsj.protocol.Role;
import io.twsj.transport.ConnectionTimers;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * A server's end of a physical connection: grants as many slots as channels may be open, and a new one for each channel
 * that has ended. Event loop only.
 */
public final class ServerMultiplexer extends Multiplexer {

    private final Function<Link, LinkHandler> handshakes;

    /** Channels that the client may still ask for. */
    private int slots;

    /**
     * A connection whose own opening handshake is done.
     *
     * @param handshakes makes what judges the request of a further channel; the link is that channel
     */
    public ServerMultiplexer(
            Link link, MuxTerms terms, ConnectionTimers.Terms timerTerms, Function<Link, LinkHandler> handshakes) {
        super(Role.SERVER, link, MaskingKeys.NONE, terms, timerTerms);
        this.handshakes = handshakes;
    }

    /**
     * Takes over the link and sends the response of its opening handshake.
     *
     * @return the first channel, open
     */
    public LogicalLink open(byte[] response, MuxSession agreed) {
        link().write(ByteBuffer.wrap(response));
        LogicalLink first = begin(agreed.firstQuota());
        int more = terms().maxChannels() - 1;
        if (more > 0) {
            grantSlots(more);
        } else {
            send(new NewChannelSlot(0, 0, true));
        }
        return first;
    }

    private void grantSlots(int more) {
        slots += more;
        send(new NewChannelSlot(more, terms().windowBytes(), false));
    }

    @Override
    void receiveOpening(ControlBlock block) throws MuxException {
        if (!(block instanceof AddChannelRequest request)) {
            throw wrongDirection(block);
        }
        if (channel(request.channel()) != null) {
            throw new MuxException(
                    MuxCode.CHANNEL_ALREADY_EXISTS, "request for channel " + request.channel() + ", which exists");
        }
        if (slots == 0) {
            throw new MuxException(MuxCode.NEW_CHANNEL_SLOT_VIOLATION, "request for a channel without a slot");
        }
        byte[] complete = LogicalHeads.completeRequest(request.handshake());
        slots--;
        LogicalLink channel = new LogicalLink(this, request.channel(), 0);
        add(channel);
        channel.begin(new LogicalOpening.OfServer(channel, this));
        channel.handler(handshakes.apply(channel));
        channel.requested(complete);
    }

    @Override
    void ended(LogicalLink channel) {
        if (isUsable()) {
            grantSlots(1);
        }
    }

    @Override
    void unused(long quota) {
        // A server's channels are all known to the client, which asked for them.
    }

    @Override
    CloseReason endReason() {
        return CloseReason.GOING_AWAY;
    }

    @Override
    void unusable() {
        // Nobody but the client opens channels.
    }
}
