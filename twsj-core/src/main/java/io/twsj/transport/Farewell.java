package io.twsj.transport;

import io.twsj.http.HttpResponse;
import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose TLS handshake failed: what was said last is given the time to arrive. Closing at once
 * would not do, since unread input makes the kernel send a reset that may overtake it. Event loop only.
 */
final class Farewell implements LinkHandler {

    /** The answer to who speaks plain HTTP on a TLS port. */
    static final byte[] SPEAK_TLS = HttpResponse.text(400, "This port speaks TLS: use wss:// or https://\n")
            .toBytes(false);

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Connection connection;
    private final LinkHandler before;

    private Farewell(Connection connection, LinkHandler before) {
        this.connection = connection;
        this.before = before;
    }

    /** Half-closes, ignores the peer until it ends TCP too, and cuts it off if it does not. */
    static void begin(Connection connection) {
        if (connection.isClosed()) {
            return;
        }
        connection.handler(new Farewell(connection, connection.handler()));
        connection.deadline(connection.now() + LINGER_NANOS);
        connection.endOutput();
        connection.flush();
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        bytes.position(bytes.limit());
    }

    @Override
    public void onEndOfStream() {
        connection.close();
    }

    @Override
    public void onWritable() {
        connection.flush();
    }

    @Override
    public void onDeadline() {
        connection.abort();
    }

    @Override
    public void onFailure(IOException cause) {
        // It was on its way out.
    }

    @Override
    public void onClosed() {
        before.onClosed();
    }
}
