package io.twsj.mux;

import io.twsj.close.CloseReason;
import io.twsj.mux.ControlBlock.AddChannelResponse;
import io.twsj.mux.ControlBlock.NewChannelSlot;
import io.twsj.protocol.Link;
import io.twsj.protocol.MaskingKeys;
import io.twsj.protocol.Role;
import io.twsj.transport.ConnectionTimers;

/** A client's end of a physical connection: opens channels as far as the server grants slots. Event loop only. */
public final class ClientMultiplexer extends Multiplexer {

    private final ChannelSlots slots = new ChannelSlots();
    private final Owner owner;
    private int lastId = ChannelId.FIRST;

    /** Whether the server has said how many channels there may be. */
    private boolean slotsKnown;

    private boolean unusable;

    /** Who opens channels. */
    public interface Owner {

        /** The server has granted slots, or advised to use another physical connection. */
        void slotsChanged(ClientMultiplexer connection);

        /** There will be no further channel. Once. */
        void unusable(ClientMultiplexer connection);
    }

    /** A connection whose own opening handshake is done. */
    public ClientMultiplexer(
            Link link, MaskingKeys keys, MuxTerms terms, ConnectionTimers.Terms timerTerms, Owner owner) {
        super(Role.CLIENT, link, keys, terms, timerTerms);
        this.owner = owner;
    }

    /**
     * Takes over the link.
     *
     * @return the first channel, open
     */
    public LogicalLink open(MuxSession agreed) {
        return begin(agreed.firstQuota());
    }

    /** Tells whether a channel can be opened now. */
    public boolean canOpenChannel() {
        return isUsable() && !slots.isEmpty() && openChannels() < terms().maxChannels() && lastId < ChannelId.MAX;
    }

    /** Tells whether the server has yet to say how many channels there may be. */
    public boolean awaitsSlots() {
        return isUsable() && !slotsKnown && openChannels() < terms().maxChannels();
    }

    /** Opens a channel, on which the opening handshake is next; only if {@link #canOpenChannel()}. */
    public Link openChannel() {
        lastId++;
        LogicalLink channel = new LogicalLink(this, lastId, slots.take());
        channel.begin(new LogicalOpening.OfClient(channel, this));
        add(channel);
        return channel;
    }

    @Override
    void receiveOpening(ControlBlock block) throws MuxException {
        if (block instanceof NewChannelSlot granted) {
            slots.add(granted);
            slotsKnown = true;
            owner.slotsChanged(this);
        } else if (block instanceof AddChannelResponse response) {
            LogicalLink channel = channel(response.channel());
            if (channel == null) {
                throw new MuxException(
                        MuxCode.BAD_RESPONSE, "response on channel " + response.channel() + ", which is not there");
            }
            channel.responded(response);
        } else {
            throw wrongDirection(block);
        }
    }

    @Override
    void ended(LogicalLink channel) {
        // The server grants another slot.
    }

    @Override
    void unused(long quota) {
        slots.putBack(quota);
    }

    @Override
    CloseReason endReason() {
        return CloseReason.NORMAL;
    }

    @Override
    void unusable() {
        if (!unusable) {
            unusable = true;
            owner.unusable(this);
        }
    }
}
