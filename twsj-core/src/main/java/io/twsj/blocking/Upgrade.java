package io.twsj.blocking;

import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** A connection before its opening handshake is done, in either role. Event loop only. */
abstract class Upgrade implements LinkHandler {

    final Link link;
    final WsSocketOptions options;
    private final Result result;
    private boolean over;

    /** What comes of it; one of the two, once. Called by the loop. */
    record Result(Consumer<WsSocket> opened, Consumer<IOException> failed) {

        /** The same, with something to be done before either. */
        Result after(Runnable first) {
            return new Result(
                    socket -> {
                        first.run();
                        opened.accept(socket);
                    },
                    cause -> {
                        first.run();
                        failed.accept(cause);
                    });
        }
    }

    Upgrade(Link link, WsSocketOptions options, Result result) {
        this.link = link;
        this.options = options;
        this.result = result;
        link.deadline(link.now() + options.handshakeTimeout().toNanos());
    }

    final boolean isOver() {
        return over;
    }

    /** The session takes over the link. */
    final void opened(SocketSession session, WsHandshake handshake) {
        over = true;
        session.open();
        result.opened().accept(new WsSocket(session, options, handshake));
    }

    /** Reports a failure, unless something was reported before. */
    final void failed(IOException cause) {
        if (!over) {
            over = true;
            result.failed().accept(cause);
        }
    }

    /** What is said when the time is over. */
    final IOException late() {
        return new SocketTimeoutException("the opening handshake took longer than "
                + options.handshakeTimeout().toMillis() + " ms");
    }

    /** Who is on the other side, for messages. */
    String peer() {
        return String.valueOf(link.remoteAddress());
    }

    @Override
    public void onWritable() {
        link.flush();
    }

    @Override
    public void onFailure(IOException cause) {
        failed(
                cause instanceof SSLException
                        ? new SSLException("TLS with " + peer() + " failed: " + cause.getMessage(), cause)
                        : new IOException(
                                "connection lost during the opening handshake: " + cause.getMessage(), cause));
    }

    @Override
    public void onClosed() {
        failed(new IOException("connection closed during the opening handshake"));
        // Gives back what the output holds.
        link.flush();
    }
}
