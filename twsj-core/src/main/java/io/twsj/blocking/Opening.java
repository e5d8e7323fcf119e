package io.twsj.blocking;

import io.twsj.TlsOptions;
import io.twsj.handshake.WebSocketUri;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.protocol.Role;
import io.twsj.transport.Adoption;
import io.twsj.transport.EventLoop;
import io.twsj.transport.StreamLink;
import io.twsj.transport.TlsTerms;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Opens blocking sockets on the caller's thread: connects if need be, puts the socket on a loop, waits for the end of
 * the opening handshake.
 */
final class Opening {

    private Opening() {}

    static WsSocket connect(URI uri, WsSocketOptions options) throws IOException {
        WebSocketUri target = WebSocketUri.of(uri);
        TlsOptions tls = options.tls() == null ? TlsOptions.defaults() : options.tls();
        TlsTerms terms = target.secure() ? SharedLoops.clientTls(tls, target.host(), target.port()) : null;
        return over(connectTcp(target, options), new Waiting(Role.CLIENT, target, options), terms);
    }

    /** Tries the addresses one after the other. */
    private static SocketChannel connectTcp(WebSocketUri target, WsSocketOptions options) throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(target.host())) {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.socket().connect(new InetSocketAddress(address, target.port()), (int)
                        Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis()));
                return channel;
            } catch (IOException unreachable) {
                channel.close();
                if (failure == null) {
                    failure = unreachable;
                } else {
                    failure.addSuppressed(unreachable);
                }
            }
        }
        throw new IOException("cannot connect to " + target, failure);
    }

    static WsSocket over(Socket socket, Role role, WsSocketOptions options) throws IOException {
        SocketChannel channel = socket.getChannel();
        if (channel != null) {
            return over(channel, role, options);
        }
        requireConnected(socket.isConnected() && !socket.isClosed());
        if (options.tls() != null) {
            throw new IllegalArgumentException(
                    "TLS needs a socket with a channel; an SSLSocket speaks it by itself, without the option tls");
        }
        Waiting waiting = new Waiting(role, target(role, options, socket.getRemoteSocketAddress()), options);
        EventLoop loop = SharedLoops.next();
        StreamLink.open(loop, socket, options.alreadyRead(), waiting::handlerFor, waiting::failed);
        return waiting.await(socket);
    }

    static WsSocket over(SocketChannel channel, Role role, WsSocketOptions options) throws IOException {
        requireConnected(channel.isConnected());
        requireUntouched(channel, options);
        WebSocketUri target = target(role, options, channel.getRemoteAddress());
        return over(channel, new Waiting(role, target, options), tls(target, options.tls()));
    }

    private static WsSocket over(SocketChannel channel, Waiting waiting, @Nullable TlsTerms tls) throws IOException {
        ByteBuffer alreadyRead = waiting.options.alreadyRead();
        Adoption.adopt(SharedLoops.next(), channel, tls, alreadyRead, waiting::handlerFor, waiting::failed);
        return waiting.await(channel);
    }

    /** TLS comes before the opening handshake, or not at all. */
    private static void requireUntouched(SocketChannel channel, WsSocketOptions options) {
        if (channel.isRegistered()) {
            throw new IllegalStateException("the channel is in use by a socket whose opening handshake was made;"
                    + " TLS has to be asked for before that");
        }
        if (options.tls() != null && options.alreadyRead().hasRemaining()) {
            throw new IllegalArgumentException(
                    "TLS has to be asked for before the first byte of the opening handshake is read; alreadyRead has "
                            + options.alreadyRead().remaining());
        }
    }

    private static @Nullable TlsTerms tls(@Nullable WebSocketUri target, @Nullable TlsOptions tls) {
        if (tls == null) {
            return null;
        }
        return target == null ? SharedLoops.serverTls(tls) : SharedLoops.clientTls(tls, target.host(), target.port());
    }

    private static void requireConnected(boolean connected) {
        if (!connected) {
            throw new IllegalStateException("the socket is not connected");
        }
    }

    /** What a client asks for; null for a server. */
    private static @Nullable WebSocketUri target(Role role, WsSocketOptions options, SocketAddress remote) {
        if (role == Role.SERVER) {
            return null;
        }
        URI uri = options.uri();
        if (uri != null) {
            return WebSocketUri.of(uri);
        }
        boolean secure = options.tls() != null;
        return remote instanceof InetSocketAddress address
                ? new WebSocketUri(secure, address.getAddress().getHostAddress(), address.getPort(), "/")
                : new WebSocketUri(secure, "localhost", secure ? 443 : 80, "/");
    }

    /** The caller, until the loop tells what came of the handshake. */
    private static final class Waiting {

        private final Role role;
        private final @Nullable WebSocketUri target;
        private final WsSocketOptions options;
        private final CompletableFuture<WsSocket> outcome = new CompletableFuture<>();

        Waiting(Role role, @Nullable WebSocketUri target, WsSocketOptions options) {
            this.role = role;
            this.target = target;
            this.options = options;
        }

        LinkHandler handlerFor(Link link) {
            Upgrade.Result result = new Upgrade.Result(outcome::complete, this::failed);
            return role == Role.CLIENT
                    ? new ClientUpgrade(link, Objects.requireNonNull(target), options, result)
                    : new ServerUpgrade(link, options, result);
        }

        void failed(IOException cause) {
            outcome.completeExceptionally(cause);
        }

        WsSocket await(Closeable socket) throws IOException {
            try {
                return outcome.get();
            } catch (InterruptedException interrupted) {
                socket.close();
                outcome.thenAccept(WsSocket::abort);
                throw FrameQueue.interrupted("making the opening handshake", interrupted);
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof IOException io
                        ? io
                        : new IOException("the opening handshake failed", failed.getCause());
            }
        }
    }
}
