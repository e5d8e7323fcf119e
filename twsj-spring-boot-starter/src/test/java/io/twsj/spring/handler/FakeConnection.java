package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.MessageEncoder;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.http.RequestHead;
import io.twsj.message.Message;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection without a network: keeps what is sent, and the close reason. */
final class FakeConnection implements WebSocketConnection {

    private final Attributes attributes = new Attributes();
    private final MessageEncoder encoder;
    private final Map<String, String> pathVariables;

    final List<Message> sent = new ArrayList<>();
    CloseReason closed;
    AuthenticatedPrincipal principal;
    RequestHead handshake;

    String subprotocol;

    /** How often its messages are held. */
    final AtomicInteger holds = new AtomicInteger();

    /** Whether what is sent asynchronously waits in {@link #unwritten}. */
    boolean slow;

    final Queue<CompletableFuture<Void>> unwritten = new ArrayDeque<>();

    /** Makes the next send find that the peer has gone in between. */
    boolean gone;

    FakeConnection(MessageEncoder encoder, Map<String, String> pathVariables) {
        this.encoder = encoder;
        this.pathVariables = pathVariables;
    }

    /** What was sent, texts as they are and binary messages as hex. */
    List<String> sentTexts() {
        return sent.stream()
                .map(message ->
                        message.isText() ? message.text() : HexFormat.of().formatHex(message.bytes()))
                .toList();
    }

    @Override
    public String id() {
        return "fake";
    }

    @Override
    public String path() {
        return "/fake";
    }

    @Override
    public Map<String, String> pathVariables() {
        return pathVariables;
    }

    @Override
    public String subprotocol() {
        return subprotocol;
    }

    @Override
    public RequestHead handshake() {
        if (handshake == null) {
            throw new IllegalStateException("not kept");
        }
        return handshake;
    }

    @Override
    public Attributes attributes() {
        return attributes;
    }

    @Override
    public AuthenticatedPrincipal principal() {
        return principal;
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("peer", 1);
    }

    @Override
    public SocketAddress localAddress() {
        return InetSocketAddress.createUnresolved("here", 2);
    }

    @Override
    public void send(Object message) {
        if (gone) {
            close(CloseReason.ABNORMAL);
        }
        if (closed != null) {
            throw new ConnectionClosedException("sending a message", CloseReason.ABNORMAL);
        }
        sent.add(encoder.forSubprotocol(subprotocol).encode(message));
    }

    /** Completes at once, unless {@link #slow} is set. */
    @Override
    public CompletionStage<Void> sendAsync(Object message) {
        try {
            send(message);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Void> written = new CompletableFuture<>();
        if (slow) {
            unwritten.add(written);
        } else {
            written.complete(null);
        }
        return written;
    }

    @Override
    public void holdMessages() {
        holds.incrementAndGet();
    }

    @Override
    public void releaseMessages() {
        holds.decrementAndGet();
    }

    @Override
    public CompletionStage<Duration> ping() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pong(ByteBuffer payload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close(CloseReason reason) {
        if (closed == null) {
            closed = reason;
        }
    }

    @Override
    public void abort() {
        close(CloseReason.ABNORMAL);
    }

    @Override
    public boolean isOpen() {
        return closed == null;
    }

    @Override
    public long bufferedBytes() {
        return 0;
    }
}
