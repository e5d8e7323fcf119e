package io.twsj.transport;

import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose PROXY header is still to come: then it comes from where the header says, and TLS begins if it is on.
 * What is no header ends it at once. The deadline is that of the handler which takes over. Event loop only.
 */
final class ProxyPreface implements LinkHandler {

    private final Connection connection;
    private final LinkHandler next;
    private final Supplier<@Nullable TlsTerms> tls;
    private final ProxyHeader header = new ProxyHeader();

    private ProxyPreface(Connection connection, Supplier<@Nullable TlsTerms> tls) {
        this.connection = connection;
        this.next = connection.handler();
        this.tls = tls;
    }

    /** As {@link Connection#open}, with a header before everything else. */
    static void open(
            EventLoop loop, SocketChannel channel, Supplier<@Nullable TlsTerms> tls, Connection.HandlerFactory handlers)
            throws IOException {
        Connection connection = Connection.open(loop, channel, null, handlers);
        connection.handler(new ProxyPreface(connection, tls));
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        try {
            if (header.feed(bytes)) {
                goOn(bytes);
            }
        } catch (IOException malformed) {
            connection.fail(malformed);
        }
    }

    private void goOn(ByteBuffer rest) {
        InetSocketAddress source = header.source();
        if (source != null) {
            connection.comesFrom(source);
        }
        connection.handler(next);
        TlsTerms terms = tls.get();
        if (terms != null) {
            connection.startTls(terms, rest);
        }
    }

    @Override
    public void onEndOfStream() {
        next.onEndOfStream();
    }

    @Override
    public void onWritable() {
        next.onWritable();
    }

    @Override
    public void onDeadline() {
        next.onDeadline();
    }

    @Override
    public void onFailure(IOException cause) {
        next.onFailure(cause);
    }

    @Override
    public void onClosed() {
        next.onClosed();
    }
}
