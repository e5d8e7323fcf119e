package io.twsj.transport;

import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Stands in while a link has no handler yet; ignores everything. Immutable. */
public final class NoHandler implements LinkHandler {

    /** The only one. */
    public static final NoHandler INSTANCE = new NoHandler();

    /** What a closed channel's address is. */
    static final SocketAddress UNKNOWN_ADDRESS = InetSocketAddress.createUnresolved("unknown", 0);

    private NoHandler() {}

    @Override
    public void onBytes(ByteBuffer bytes) {
        bytes.position(bytes.limit());
    }

    @Override
    public void onEndOfStream() {}

    @Override
    public void onWritable() {}

    @Override
    public void onDeadline() {}

    @Override
    public void onFailure(IOException cause) {}

    @Override
    public void onClosed() {}
}
