package io.twsj.dial;

import io.twsj.handshake.Agreement;
import io.twsj.handshake.ClientHandshake;
import io.twsj.handshake.HandshakeException;
import io.twsj.handshake.ProxyException;
import io.twsj.handshake.WebSocketUri;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import io.twsj.protocol.Link;
import io.twsj.protocol.Role;
import io.twsj.transport.Connector;
import io.twsj.transport.EventLoop;
import io.twsj.transport.LoopTimer;
import io.twsj.transport.TlsTerms;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One wish for a connection, from the URI to the end of its opening handshake or its failure. Event loop only, except
 * where stated.
 *
 * <pre>
 *  name ─> TCP ─> proxy's tunnel ─> TLS, request ─> 101: opened
 *   ^                                       └─────> redirect or 401: once more, on a new connection
 *   └──────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>A link that {@link SharedLinks} give takes the place of everything before the request.
 */
public final class Dial {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_LENGTH = 16;

    /** The body of a refusal only explains it; nobody is kept waiting for it longer. */
    private static final long BODY_NANOS = Duration.ofSeconds(1).toNanos();

    private final EventLoop loop;
    private final Executor workers;
    private final NameResolver names;
    private final DialOptions options;
    private final SharedLinks shared;
    private final Receiver receiver;
    private final LoopTimer timer;
    private final FollowUp followUp;

    /** When it has to be done, on the loop's clock. */
    private long deadline;

    private @Nullable Connector connector;

    /** How the present attempt speaks TLS; null if it does not. */
    private @Nullable TlsTerms tls;

    /** Who has the link at present; null before and after. */
    private @Nullable Stage stage;

    private boolean readsBody;

    private boolean over;

    /** Told what came of it: one of the two, once, by the loop. */
    public interface Receiver {

        /** The opening handshake is done; who receives it owns link and agreement, and is now the link's handler. */
        void opened(Opened opened);

        /** There is no connection. */
        void failed(IOException cause);
    }

    /** A link whose opening handshake is done, and how. */
    public record Opened(Link link, Target target, RequestHead request, ResponseHead response, Agreement agreement) {}

    /**
     * A dial that is not started. Any thread.
     *
     * @param workers where names are resolved, and the expensive steps of TLS are done
     * @param shared asked for a link before each attempt at the target's origin
     */
    public Dial(
            EventLoop loop,
            Executor workers,
            NameResolver names,
            Target target,
            DialOptions options,
            SharedLinks shared,
            Receiver receiver) {
        this.loop = loop;
        this.workers = workers;
        this.names = names;
        this.followUp = new FollowUp(target, options);
        this.options = options;
        this.shared = shared;
        this.receiver = receiver;
        this.timer = new LoopTimer(loop, this::late);
    }

    /** Starts. Any thread. */
    public void start() {
        loop.execute(this::begin);
    }

    /** Gives up, with that as the failure, unless it is over. Any thread. */
    public void cancel(IOException cause) {
        loop.execute(() -> fail(cause));
    }

    private void begin() {
        if (!over) {
            deadline = loop.now() + options.handshakeTimeout().toNanos();
            attempt();
        }
    }

    private void attempt() {
        readsBody = false;
        tls = null;
        timer.at(Math.min(deadline, loop.now() + options.connectTimeout().toNanos()));
        if (followUp.isAtOriginal()) {
            shared.find(this::found);
        } else {
            approach();
        }
    }

    /** @param link a channel of another connection; null if there is none */
    private void found(@Nullable Link link) {
        if (over) {
            if (link != null) {
                link.close();
            }
        } else if (link == null) {
            approach();
        } else {
            timer.at(deadline);
            request(link);
        }
    }

    private void approach() {
        WebSocketUri uri = followUp.target().uri();
        if (uri.secure()) {
            onWorker("to prepare TLS for", uri.host(), () -> prepareTls(uri));
        } else {
            reach();
        }
    }

    private void onWorker(String why, String host, Runnable action) {
        try {
            workers.execute(action);
        } catch (RejectedExecutionException rejected) {
            fail(new IOException("no worker " + why + " " + host, rejected));
        }
    }

    /** On a worker: whom to trust may have to be read. */
    private void prepareTls(WebSocketUri uri) {
        try {
            SSLEngine engine = options.tls().engine(uri.host(), uri.port());
            TlsTerms terms = new TlsTerms(Role.CLIENT, false, name -> engine, workers);
            loop.execute(() -> {
                tls = terms;
                reach();
            });
        } catch (RuntimeException failure) {
            cancel(new IOException("cannot speak TLS with " + uri + ": " + failure.getMessage(), failure));
        }
    }

    // Name and TCP

    private void reach() {
        Target target = followUp.target();
        ProxyServer proxy = options.proxy();
        if (target.socket() != null) {
            connect(List.of(UnixDomainSocketAddress.of(target.socket())));
        } else if (proxy != null) {
            resolve(proxy.host(), proxy.port());
        } else {
            resolve(target.uri().host(), target.uri().port());
        }
    }

    private void resolve(String host, int port) {
        List<SocketAddress> literal = Addresses.ofLiteral(host, port);
        if (literal != null) {
            connect(literal);
            return;
        }
        onWorker("to resolve", host, () -> lookUp(host, port));
    }

    /** On a worker. */
    private void lookUp(String host, int port) {
        try {
            InetAddress[] found = names.resolve(host);
            List<SocketAddress> addresses = Addresses.alternating(found, port);
            loop.execute(() -> connect(addresses));
        } catch (UnknownHostException | RuntimeException failure) {
            UnknownHostException unknown = new UnknownHostException("cannot resolve " + host);
            unknown.initCause(failure);
            cancel(unknown);
        }
    }

    private void connect(List<SocketAddress> addresses) {
        if (!over) {
            connector = Connector.start(loop, addresses, new Connector.Receiver() {
                @Override
                public void connected(Link link) {
                    Dial.this.connected(link);
                }

                @Override
                public void failed(List<IOException> causes) {
                    fail(unreachable(causes));
                }
            });
        }
    }

    private ConnectException unreachable(List<IOException> causes) {
        String why =
                causes.isEmpty() ? "no address" : String.valueOf(causes.get(0).getMessage());
        ConnectException failure = new ConnectException("cannot connect to " + peer() + ": " + why);
        causes.forEach(failure::addSuppressed);
        return failure;
    }

    private void connected(Link link) {
        timer.at(deadline);
        try {
            ProxyServer proxy = proxy();
            if (proxy == null) {
                request(link);
            } else {
                enter(tunnel(link, proxy));
            }
        } catch (RuntimeException failure) {
            // An extension of the application's.
            link.close();
            fail(new IOException(doing() + " failed unexpectedly", failure));
        }
    }

    private Stage tunnel(Link link, ProxyServer proxy) {
        return proxy.kind() == ProxyServer.Kind.HTTP
                ? new HttpTunnel(link, this, followUp.target(), proxy)
                : new SocksTunnel(link, this, followUp.target(), proxy);
    }

    /** The proxy that the present target is reached through; null if it is reached directly. */
    private @Nullable ProxyServer proxy() {
        return followUp.target().socket() == null ? options.proxy() : null;
    }

    private void enter(Stage next) {
        stage = next;
        next.begin();
    }

    // The server can be reached through the link

    /**
     * The tunnel to the server stands.
     *
     * @param early what came with the proxy's last answer
     */
    void tunnelled(Link link, ByteBuffer early) throws ProxyException {
        if (tls != null && early.hasRemaining()) {
            // A server waits for the client to begin with TLS: somebody on the way wants this to be taken for its
            // words.
            throw new ProxyException(
                    "the proxy " + options.proxy() + " sent " + early.remaining() + " bytes before TLS began");
        }
        request(link);
    }

    private void request(Link link) {
        ClientHandshake handshake = new ClientHandshake(followUp.target().uri(), followUp.terms(), nonce());
        enter(new Upgrade(link, this, handshake, tls));
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    /** The server agreed. */
    void agreed(Link link, RequestHead request, ResponseHead response, Agreement agreement) throws IOException {
        List<String> asked = options.handshake().subprotocols();
        if (options.requireSubprotocol() && agreement.subprotocol() == null) {
            agreement.discard();
            throw new HandshakeException(
                    "opening handshake: the server agreed to no subprotocol of " + asked, response);
        }
        over = true;
        stage = null;
        timer.cancel();
        receiver.opened(new Opened(link, followUp.target(), request, response, agreement));
    }

    /** Starts over if the response asks for that and the options allow it; the link is closed then. */
    boolean retry(RequestHead request, ResponseHead response) {
        if (!followUp.isWorthAnotherAttempt(request, response)) {
            return false;
        }
        leave();
        attempt();
        return true;
    }

    // The end

    /** From now on only the body of a refusal is read, and not for long. */
    void limitBody() {
        readsBody = true;
        timer.at(Math.min(deadline, loop.now() + BODY_NANOS));
    }

    private void late() {
        Stage present = stage;
        if (readsBody && present != null) {
            fail(present.ended());
        } else if (loop.now() - deadline >= 0) {
            fail(new SocketTimeoutException(
                    doing() + " took longer than " + options.handshakeTimeout().toMillis() + " ms"));
        } else {
            fail(new SocketTimeoutException("connecting to " + peer() + " took longer than "
                    + options.connectTimeout().toMillis() + " ms"));
        }
    }

    /** A stage failed; of no interest if it has handed the link on. */
    void failed(Stage from, IOException cause) {
        if (from == stage) {
            fail(cause);
        }
    }

    private void fail(IOException cause) {
        if (over) {
            return;
        }
        over = true;
        timer.cancel();
        leave();
        if (connector != null) {
            connector.cancel();
        }
        receiver.failed(cause);
    }

    private void leave() {
        Stage left = stage;
        stage = null;
        if (left != null) {
            left.link.close();
        }
    }

    // For messages

    private String doing() {
        boolean inTls = stage instanceof Upgrade upgrade && upgrade.inTlsHandshake();
        return (inTls ? "the TLS handshake with " : "the opening handshake with ") + followUp.target();
    }

    /** What is said of a failure of the network, or of TLS. */
    IOException lost(IOException cause) {
        return cause instanceof SSLException
                ? new SSLException(doing() + " failed: " + cause.getMessage(), cause)
                : new IOException(doing() + ": " + cause.getMessage(), cause);
    }

    String hint() {
        return followUp.hint();
    }

    private String peer() {
        ProxyServer proxy = proxy();
        return proxy == null ? followUp.target().toString() : "the proxy " + proxy;
    }
}
