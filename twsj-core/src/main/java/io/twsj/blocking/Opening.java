package io.twsj.blocking;

import io.twsj.handshake.WebSocketUri;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.protocol.Role;
import io.twsj.transport.Adoption;
import io.twsj.transport.EventLoop;
import io.twsj.transport.StreamLink;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
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
        if (target.secure()) {
            // The one place where TLS goes: a layer over the channel that connectTcp gives.
            throw new IllegalArgumentException(
                    "connect() does not speak wss; give a connected SSLSocket to WsSocket.over() instead");
        }
        SocketChannel channel = connectTcp(target, options);
        return over(channel, Role.CLIENT, options.toBuilder().uri(uri).build());
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
        Waiting waiting = new Waiting(role, target(role, options, socket.getRemoteSocketAddress()), options);
        EventLoop loop = SharedLoops.next();
        StreamLink.open(loop, socket, options.alreadyRead(), waiting::handlerFor, waiting::failed);
        return waiting.await(socket);
    }

    static WsSocket over(SocketChannel channel, Role role, WsSocketOptions options) throws IOException {
        requireConnected(channel.isConnected());
        Waiting waiting = new Waiting(role, target(role, options, channel.getRemoteAddress()), options);
        EventLoop loop = SharedLoops.next();
        Adoption.adopt(loop, channel, options.alreadyRead(), waiting::handlerFor, waiting::failed);
        return waiting.await(channel);
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
        return remote instanceof InetSocketAddress address
                ? new WebSocketUri(false, address.getAddress().getHostAddress(), address.getPort(), "/")
                : new WebSocketUri(false, "localhost", 80, "/");
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
