package io.twsj.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A link's channel: what it is registered for, its addresses and its options. Threads as {@link io.twsj.protocol.Link} says. */
abstract class ChannelLink extends LoopLink implements SocketLink {

    private final SocketChannel channel;
    private SocketAddress remoteAddress;
    private @Nullable SelectionKey key;

    ChannelLink(EventLoop loop, SocketChannel channel) throws IOException {
        super(loop);
        this.channel = channel;
        this.remoteAddress = channel.getRemoteAddress();
    }

    /** Makes a channel fit for a loop. */
    static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        // A Unix domain socket has no such option.
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    final SocketChannel channel() {
        return channel;
    }

    /** Starts to be told when there is something to read. Event loop only. */
    final void register() throws IOException {
        key = channel.register(loop.selector(), SelectionKey.OP_READ, this);
    }

    /** Has the loop tell, or no longer tell, when the channel is ready for this. Event loop only. */
    final void setInterest(int operation, boolean wanted) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            if (wanted) {
                registered.interestOpsOr(operation);
            } else {
                registered.interestOpsAnd(~operation);
            }
        }
    }

    /** Lets the peer notice that the connection is dropped. */
    final void resetOnClose() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException ignored) {
            // Then the peer sees an orderly end instead of a reset.
        }
    }

    /** Says who the peer is, where a proxy stands between; before anybody else asks. Event loop only. */
    final void comesFrom(SocketAddress peer) {
        remoteAddress = peer;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException closedMeanwhile) {
            return NoHandler.UNKNOWN_ADDRESS;
        }
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        channel.setOption(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return channel.getOption(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }
}
