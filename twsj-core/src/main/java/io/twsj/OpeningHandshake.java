package io.twsj;

import io.twsj.extension.ExtensionSession;
import io.twsj.handshake.Agreement;
import io.twsj.handshake.Refusal;
import io.twsj.handshake.ServerHandshake;
import io.twsj.http.HeadParser;
import io.twsj.http.HttpException;
import io.twsj.http.HttpRequest;
import io.twsj.http.HttpResponse;
import io.twsj.http.RequestHead;
import io.twsj.mux.MuxSession;
import io.twsj.mux.ServerMultiplexer;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.protocol.MaskingKeys;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A server's connection before its opening handshake is done (RFC 6455 section 4.2): reads one request, and then either
 * becomes a {@link Session} or answers and ends. Event loop only.
 *
 * <pre>
 *  reading ──> accepted: the session takes over
 *     │           ^ granted
 *     ├──────> an upgrade that an authenticator or interceptors are asked about, on workers
 *     │           v challenged, refused, late
 *     ├──────> refused ───────────────────────────────────────────┬─> answered: input ignored until TCP ends
 *     └──────> a plain request: a responder answers on a worker ──┘
 * </pre>
 */
final class OpeningHandshake extends UnfinishedHandshakes.Entry implements LinkHandler {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private static final byte[] NOTHING = {};

    /** How long a peer may keep TCP open after its answer was written. */
    private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();

    private final Link link;
    private final ServerContext server;
    private final ServerLoop loop;
    private final HeadParser<RequestHead> parser;
    private final long deadline;

    /** Where the physical connection comes from that this is a channel of; null if it is none. */
    private final @Nullable PhysicalPeer physical;

    /** Null until the request has been read. */
    private @Nullable HttpRequest source;

    private boolean answered;

    /** Who is asked about the request at present; null if nobody is. */
    private @Nullable String asked;

    /** Where a physical connection comes from, and so all its channels: all that is kept of its own handshake. */
    private record PhysicalPeer(SocketAddress client, boolean secure) {

        /** The request of a channel: no proxy has seen it, so what it says of where it comes from is the client's own. */
        HttpRequest request(RequestHead head) {
            return new HttpRequest(head, client, String.valueOf(head.host()), secure);
        }
    }

    OpeningHandshake(Link link, ServerContext server) {
        this(link, server, null);
    }

    private OpeningHandshake(Link link, ServerContext server, @Nullable PhysicalPeer physical) {
        this.link = link;
        this.server = server;
        this.physical = physical;
        this.loop = server.loopOf(link);
        this.parser = HeadParser.forRequest(server.httpLimits());
        this.deadline = link.now() + server.handshakeTimeout().toNanos();
        link.deadline(deadline);
        // A channel of a connection that is open already cannot keep others out.
        if (!link.carriesFrames()) {
            server.counts().accepted.increment();
            loop.unfinished().add(this);
        }
    }

    @Override
    void makeRoom(int most) {
        server.reports()
                .limitHit(
                        ServerLimit.UNFINISHED_HANDSHAKES,
                        client(),
                        "dropped as the oldest of more than " + most + " unfinished handshakes of a loop");
        link.abort();
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (answered) {
            bytes.position(bytes.limit());
            return;
        }
        try {
            if (parser.feed(bytes)) {
                judge(parser.head());
            }
        } catch (HttpException unreadable) {
            refuse(Refusal.of(unreadable));
        } catch (RuntimeException failure) {
            failed(failure);
        }
    }

    /** By an origin policy or an extension of the application's. */
    private void failed(RuntimeException failure) {
        server.reports().handshakeFailed("the opening handshake failed", failure);
        refuse(Refusal.of(500, "internal error"));
    }

    private void judge(RequestHead head) throws HttpException {
        Refusal refusal = ServerHandshake.judgeRequest(head);
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        HttpRequest request = physical == null
                ? HttpRequest.of(head, link.remoteAddress(), link.tlsSession() != null, server.proxies())
                : physical.request(head);
        source = request;
        refusal = server.hosts().judge(request.host());
        if (refusal != null) {
            refuse(refusal);
        } else if (ServerHandshake.isUpgrade(head)) {
            upgrade(request);
        } else {
            respond(request);
        }
    }

    private void upgrade(HttpRequest asked) {
        Refusal hasty = server.begin(asked.client(), link.now());
        if (hasty != null) {
            refuse(hasty);
            return;
        }
        Routes.Match match = server.routes().find(asked.path());
        if (match == null) {
            refuse(Refusal.notFound(asked.path()));
            return;
        }
        UpgradeRequest request = new UpgradeRequest(asked, match);
        Refusal refusal = ServerHandshake.judge(request.head(), asked.host(), request.options());
        if (refusal != null) {
            refuse(refusal);
        } else if (request.route().admitsAnybody()) {
            enter(request, Admission.Admitted.UNASKED);
        } else {
            admit(request);
        }
    }

    private void enter(UpgradeRequest request, Admission.Admitted peer) {
        Place place = server.place(link, request.source().client(), peer.principal());
        Refusal full = place.take();
        if (full != null) {
            refuse(full);
            return;
        }
        boolean opened = false;
        try {
            ServerHandshake.Outcome outcome = ServerHandshake.agree(
                    request.head(), server.handshakeOptions(request.route(), link), peer.headers());
            if (outcome instanceof Agreement agreement) {
                opened = true;
                open(request, agreement, peer, place.owner());
            } else {
                refuse((Refusal) outcome);
            }
        } finally {
            if (!opened) {
                place.giveBack();
            }
        }
    }

    private void open(UpgradeRequest request, Agreement agreement, Admission.Admitted peer, Session.Owner owner) {
        loop.unfinished().remove(this);
        List<ExtensionSession> extensions = agreement.extensions();
        MuxSession mux = MuxSession.among(extensions);
        SessionTerms terms = loop.shared(
                SessionTerms.of(request, agreement.subprotocol(), mux == null ? extensions : mux.others(extensions)));
        Link carrier = mux == null ? link : firstChannel(request, agreement, mux);
        new Session(
                        Role.SERVER,
                        terms,
                        request.source().client(),
                        request.head(),
                        carrier,
                        MaskingKeys.NONE,
                        workers(request, peer),
                        owner)
                .of(peer.principal())
                .open(mux == null ? agreement.response() : NOTHING);
    }

    private Workers workers(UpgradeRequest request, Admission.Admitted peer) {
        return peer.onlyToTell()
                ? server.workers().asking(new PeerQuestion(request.route(), server.questions(), server.reports()))
                : server.workers();
    }

    /** Makes a physical connection of this one and sends the response. */
    private Link firstChannel(UpgradeRequest request, Agreement agreement, MuxSession mux) {
        PhysicalPeer peer =
                new PhysicalPeer(request.source().client(), request.source().secure());
        // In place of this object, which has the request and would be kept as long as channels may come.
        ServerContext context = server;
        return new ServerMultiplexer(
                        link,
                        server.mux(),
                        request.route().endpoint().options().timerTerms(),
                        channel -> new OpeningHandshake(channel, context, peer))
                .open(agreement.response(), mux);
    }

    // Admission: who is asked about takes no place among the connections before it is let in

    private void admit(UpgradeRequest request) {
        // RFC 9110 5.3: two values would be two opinions.
        if (request.route().authenticator() != null && request.head().headers().count("Authorization") > 1) {
            refuse(Refusal.badRequest("Authorization is repeated"));
            return;
        }
        asked = "an authenticator or interceptor";
        link.pauseReading();
        Admission.ask(
                request,
                link.tlsSession(),
                server.questions(),
                server.reports(),
                outcome -> link.loop().execute(() -> decided(request, outcome)));
    }

    private void decided(UpgradeRequest request, Admission.Outcome outcome) {
        if (answered) {
            return;
        }
        asked = null;
        link.resumeReading();
        try {
            if (outcome instanceof Admission.Admitted peer) {
                enter(request, peer);
            } else {
                turnAway((Admission.TurnedAway) outcome);
            }
        } catch (RuntimeException failure) {
            failed(failure);
        }
    }

    // Plain requests

    private void respond(HttpRequest request) {
        if (!server.hasResponders()) {
            answer(request, withoutResponder(request));
            return;
        }
        asked = "an HTTP responder";
        link.pauseReading();
        try {
            server.questions().execute(() -> {
                HttpResponse response = ask(request);
                link.loop().execute(() -> answer(request, response));
            });
        } catch (RejectedExecutionException rejected) {
            server.reports().handshakeFailed("no worker for a plain HTTP request", rejected);
            answer(request, HttpResponse.text(503, "Overloaded"));
        }
    }

    /** On a worker: a responder may block. */
    private HttpResponse ask(HttpRequest request) {
        try {
            HttpResponse response = server.respond(request);
            return response != null ? response : withoutResponder(request);
        } catch (Throwable failure) {
            server.reports().handshakeFailed("an HTTP responder failed", failure);
            return HttpResponse.text(500, "Internal error");
        }
    }

    private HttpResponse withoutResponder(HttpRequest request) {
        boolean isRoute = server.routes().find(request.path()) != null;
        return (isRoute ? Refusal.upgradeRequired() : Refusal.notFound(request.path())).response();
    }

    // Answers

    private void refuse(Refusal refusal) {
        turnAway(new Admission.TurnedAway(refusal));
    }

    private void turnAway(Admission.TurnedAway peer) {
        HttpResponse response = peer.response();
        server.reports().refused(client(), response.status(), peer.reason());
        answer(response.toBytes(false));
    }

    private SocketAddress client() {
        if (source != null) {
            return source.client();
        }
        return physical == null ? link.remoteAddress() : physical.client();
    }

    private void answer(HttpRequest request, HttpResponse response) {
        answer(response.toBytes(request.method().equals("HEAD")));
    }

    private void answer(byte[] response) {
        if (answered) {
            return;
        }
        answered = true;
        link.write(ByteBuffer.wrap(response));
        link.endOutput();
        link.flush();
        link.resumeReading();
        link.deadline(link.now() + LINGER_NANOS);
    }

    @Override
    public void onEndOfStream() {
        if (answered || !parser.started()) {
            link.close();
        } else {
            // Looser than need be: who half-closes after an incomplete request may still read why it failed.
            refuse(Refusal.badRequest("incomplete request"));
            link.close();
        }
    }

    @Override
    public void onWritable() {
        link.flush();
    }

    @Override
    public void onDeadline() {
        if (answered && link.pendingBytes() > 0 && link.now() - deadline < 0) {
            link.deadline(link.now() + LINGER_NANOS);
        } else if (answered || !parser.started()) {
            link.abort();
        } else if (asked != null) {
            // RFC 9110 15.5.9: 408 is for a client that was slow itself.
            server.reports().handshakeFailed(asked + " did not answer in time for " + parser.head(), null);
            refuse(Refusal.of(
                    503,
                    "the answer took longer than " + server.handshakeTimeout().toMillis() + " ms"));
        } else {
            refuse(Refusal.of(
                    408,
                    "the opening handshake took longer than "
                            + server.handshakeTimeout().toMillis() + " ms"));
        }
    }

    @Override
    public void onFailure(IOException cause) {
        if (cause instanceof SSLException) {
            server.counts().tlsFailures.increment();
        }
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "connection lost during its opening handshake: " + EventLog.escaped(cause.toString()));
    }

    @Override
    public void onClosed() {
        answered = true;
        loop.unfinished().remove(this);
        // Gives back what the output holds.
        link.flush();
    }
}
