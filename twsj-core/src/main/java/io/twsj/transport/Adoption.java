package io.twsj.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts channels that somebody else connected on loops. */
public final class Adoption {

    private Adoption() {}

    /**
     * Puts a connected channel on a loop and starts reading. Any thread.
     *
     * @param tls null for a connection without TLS
     * @param alreadyRead bytes of the peer that were read before; taken over
     * @param refused told if it cannot be done; the channel is closed then
     */
    public static void adopt(
            EventLoop loop,
            SocketChannel channel,
            @Nullable TlsTerms tls,
            ByteBuffer alreadyRead,
            Connection.HandlerFactory handlers,
            Consumer<IOException> refused) {
        loop.execute(() -> {
            try {
                Connection connection = Connection.open(loop, channel, tls, handlers);
                if (alreadyRead.hasRemaining()) {
                    connection.deliver(alreadyRead);
                }
            } catch (IOException failure) {
                refused.accept(failure);
            } catch (RuntimeException failure) {
                close(channel);
                refused.accept(new IOException("cannot be put on an event loop", failure));
            }
        });
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is of no more use either way.
        }
    }
}
