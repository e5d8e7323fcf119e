package io.twsj.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * TLS between a channel and its connection, and the inbound half of it; the outbound half is {@link TlsOutput}. Exists on
 * connections that speak TLS only. Event loop only, except where stated.
 *
 * <pre>
 *   FIRST ──> HANDSHAKE ⇄ TASKS (on a worker, nothing is read)
 *     │           │ └───────> OPEN ──┐
 *     │           └─> an alert ──────┴─> ENDED: input is ignored
 *     └─────────────> plain HTTP: 400 ────┘
 * </pre>
 *
 * <p>Input goes from the loop's read buffer to one for records, and decrypted back to the read buffer; only the bytes of
 * a record whose end has not arrived are kept.
 */
final class TlsLayer {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private enum Phase {
        FIRST,
        HANDSHAKE,
        TASKS,
        OPEN,
        ENDED
    }

    private final Connection connection;
    private final SocketChannel channel;
    private final EventLoop loop;
    private final ConnectionOutput output;
    private final TlsOutput records;
    private final TlsTerms terms;
    private final PartialRecord partial = new PartialRecord();

    private Phase phase = Phase.FIRST;
    private @Nullable SSLEngine engine;
    private volatile @Nullable SSLSession session;

    /** Whether the engine has something to say in answer to what was read. */
    private boolean replyDue;

    private boolean peerClosed;

    /** From now on the connection's output is encrypted, or waits for that. */
    TlsLayer(Connection connection, SocketChannel channel, EventLoop loop, ConnectionOutput output, TlsTerms terms) {
        this.connection = connection;
        this.channel = channel;
        this.loop = loop;
        this.output = output;
        this.records = output.startTls();
        this.terms = terms;
    }

    /** What was agreed on; null until the handshake is done. Any thread. */
    @Nullable
    SSLSession session() {
        return session;
    }

    /** A client sends its first message; a server waits for one. */
    void begin() {
        if (terms.isClient()) {
            ByteBuffer nothing = loop.tlsBuffers().input().flip();
            process(nothing);
        }
    }

    /** A server gets what was read before TLS began; the peer, who has had no answer yet, cannot have sent much. */
    void receive(ByteBuffer early) {
        if (early.remaining() > ClientHello.MOST_BYTES) {
            early.position(early.limit());
            fail(new SSLException("more bytes than a ClientHello has before the TLS handshake"));
            return;
        }
        partial.keep(early);
        early.position(early.limit());
        // Not from within the caller, who has the loop's read buffer in use.
        loop.execute(this::proceedFirst);
    }

    private void proceedFirst() {
        if (phase == Phase.FIRST && !partial.isEmpty() && !connection.isClosed()) {
            proceed();
        }
    }

    // Reading

    /** Reads what has arrived and delivers it; returns what the channel's read returned. */
    int read() throws IOException {
        if (phase == Phase.TASKS) {
            return 0;
        }
        ByteBuffer input = loop.tlsBuffers().input();
        partial.copyTo(input);
        ByteBuffer received = loop.readBuffer().limit(input.remaining());
        int count = channel.read(received);
        if (count < 0) {
            endOfStream();
        } else if (count > 0 && phase != Phase.ENDED) {
            process(input.put(received.flip()).flip());
        }
        return count;
    }

    private void endOfStream() throws IOException {
        if (phase == Phase.HANDSHAKE || (!partial.isEmpty() && phase != Phase.OPEN)) {
            throw new SSLHandshakeException("the peer ended TCP during the TLS handshake");
        }
        connection.endOfStream();
    }

    private void process(ByteBuffer input) {
        ByteBuffer plain = loop.readBuffer();
        SSLException failure = null;
        try {
            while (advance(input, plain)) {
                // What can be done now is done now.
            }
        } catch (SSLException violation) {
            failure = terms.isClient() ? CertificateRefusal.explained(violation) : violation;
        }
        partial.keep(input);
        deliver(plain.flip());
        if (failure != null) {
            fail(failure);
        } else {
            react();
        }
    }

    /** One step; tells whether another one may follow. */
    private boolean advance(ByteBuffer input, ByteBuffer plain) throws SSLException {
        SSLEngine present = engine;
        if (phase == Phase.ENDED) {
            input.position(input.limit());
            return false;
        }
        if (present == null) {
            return chooseEngine(input);
        }
        return phase == Phase.OPEN ? unwrap(present, input, plain) : handshake(present, input, plain);
    }

    private void deliver(ByteBuffer plain) {
        if (plain.hasRemaining()) {
            connection.deliver(plain);
        }
    }

    /** What the engine has to answer goes through the output's owner; behind what is said at the end. */
    private void react() {
        endIfPeerClosed();
        if (replyDue && !connection.isClosed()) {
            replyDue = false;
            connection.handler().onWritable();
        }
    }

    /** Tells the handler of the peer's close_notify, unless bytes from before it still wait for the handler. */
    void endIfPeerClosed() {
        if (peerClosed && phase != Phase.ENDED && !connection.isClosed() && !connection.hasLeftover()) {
            phase = Phase.ENDED;
            connection.endOfStream();
            records.peerClosed();
        }
    }

    // Handshake

    private boolean chooseEngine(ByteBuffer input) throws SSLException {
        String name = null;
        if (!terms.isClient()) {
            if (looksLikeHttp(input)) {
                refusePlainHttp();
                return true;
            }
            ClientHello hello = terms.picksByName() ? ClientHello.read(input) : ClientHello.UNNAMED;
            if (hello == null) {
                return false;
            }
            name = hello.serverName();
        }
        SSLEngine chosen = terms.engineFor(name);
        chosen.beginHandshake();
        engine = chosen;
        records.engine(chosen);
        phase = Phase.HANDSHAKE;
        return true;
    }

    private boolean handshake(SSLEngine present, ByteBuffer input, ByteBuffer plain) throws SSLException {
        if (terms.isClient() && !looksLikeRecord(input)) {
            throw new SSLException("the server does not speak TLS");
        }
        switch (present.getHandshakeStatus()) {
            case NEED_TASK -> {
                runTasks(present);
                return false;
            }
            case NEED_WRAP -> {
                output.handshake();
                return !connection.isClosed();
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                return unwrap(present, input, plain);
            }
            default -> {
                opened(present);
                return true;
            }
        }
    }

    private void opened(SSLEngine present) {
        phase = Phase.OPEN;
        session = present.getSession();
        records.open();
        replyDue = records.wantsToWrap();
    }

    private boolean unwrap(SSLEngine present, ByteBuffer input, ByteBuffer plain) throws SSLException {
        SSLEngineResult result = present.unwrap(input, plain);
        HandshakeStatus status = result.getHandshakeStatus();
        switch (result.getStatus()) {
            case OK -> {
                checkNoRenegotiation(status);
                replyDue |= phase == Phase.OPEN && status == HandshakeStatus.NEED_WRAP;
                return result.bytesConsumed() > 0 || status != HandshakeStatus.NEED_UNWRAP;
            }
            case CLOSED -> {
                closedByPeer();
                return false;
            }
            case BUFFER_OVERFLOW -> throw new SSLException("record of more bytes than a buffer holds");
            default -> {
                return false;
            }
        }
    }

    /** After the handshake only a new one (TLS 1.2) has tasks. */
    private void checkNoRenegotiation(HandshakeStatus status) throws SSLException {
        if (phase == Phase.OPEN && status == HandshakeStatus.NEED_TASK) {
            throw new SSLException("the peer asked for renegotiation, which is refused");
        }
    }

    private void closedByPeer() throws SSLException {
        if (phase != Phase.OPEN) {
            throw new SSLHandshakeException("the peer sent close_notify during the TLS handshake");
        }
        peerClosed = true;
        replyDue = true;
    }

    // Expensive steps, elsewhere

    private void runTasks(SSLEngine present) throws SSLException {
        phase = Phase.TASKS;
        connection.suspendReading(true);
        try {
            terms.tasks().execute(() -> {
                runAll(present);
                loop.execute(this::tasksDone);
            });
        } catch (RejectedExecutionException overloaded) {
            throw new SSLException("no worker for a TLS handshake", overloaded);
        }
    }

    private static void runAll(SSLEngine engine) {
        try {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        } catch (RuntimeException failure) {
            // The engine has noticed as well, or will find itself where it was.
            LOG.log(System.Logger.Level.DEBUG, "a task of a TLS handshake failed", failure);
        }
    }

    private void tasksDone() {
        if (connection.isClosed()) {
            return;
        }
        phase = Phase.HANDSHAKE;
        connection.suspendReading(false);
        proceed();
    }

    /** Goes on with what has been read. */
    private void proceed() {
        ByteBuffer input = loop.tlsBuffers().input();
        partial.copyTo(input);
        process(input.flip());
    }

    // Failure

    private void fail(SSLException cause) {
        boolean wasOpen = phase == Phase.OPEN;
        end();
        if (connection.isClosed()) {
            return;
        }
        if (wasOpen) {
            // The alert goes through the output's owner.
            connection.handler().onWritable();
            connection.fail(cause);
        } else {
            connection.flush();
            connection.handler().onFailure(cause);
            Farewell.begin(connection);
        }
    }

    private void end() {
        phase = Phase.ENDED;
        partial.drop();
        connection.suspendReading(false);
    }

    /** No record of TLS begins with a letter. */
    private static boolean looksLikeHttp(ByteBuffer input) {
        byte first = input.get(input.position());
        return first >= 'A' && first <= 'Z';
    }

    /** RFC 8446 5.1: types of records are few, and none of them is a printable character. */
    private static boolean looksLikeRecord(ByteBuffer input) {
        return !input.hasRemaining() || (input.get(input.position()) >= 20 && input.get(input.position()) <= 24);
    }

    private void refusePlainHttp() {
        LOG.log(System.Logger.Level.DEBUG, () -> "plain HTTP from " + connection.remoteAddress() + " on a TLS port");
        end();
        output.writePlain(ByteBuffer.wrap(Farewell.SPEAK_TLS));
        Farewell.begin(connection);
    }
}
