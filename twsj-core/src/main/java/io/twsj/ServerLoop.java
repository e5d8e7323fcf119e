package io.twsj;

import io.twsj.close.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps for each of its loops, so that loops need not meet: counters of messages, and the handshakes that are
 * not finished. Threads as the interfaces say; the rest is event loop only.
 */
final class ServerLoop implements Session.Owner, SessionWatch {

    private final ServerContext server;
    private final MessageCounts messages;
    private final UnfinishedHandshakes unfinished;

    /** Those of the newest connection; null before the first. */
    private @Nullable SessionTerms newest;

    ServerLoop(ServerContext server, MessageCounts messages, int maxUnfinishedHandshakes) {
        this.server = server;
        this.messages = messages;
        this.unfinished = new UnfinishedHandshakes(maxUnfinishedHandshakes);
    }

    UnfinishedHandshakes unfinished() {
        return unfinished;
    }

    /** Peers that come one after the other mostly agree on the same: their sessions have one object for it. */
    SessionTerms shared(SessionTerms terms) {
        newest = terms.sharedWith(newest);
        return newest;
    }

    @Override
    public void ended(Session session) {
        server.leave();
    }

    @Override
    public SessionWatch watch() {
        return this;
    }

    @Override
    public WebSocketConnections connections() {
        return server.connections();
    }

    @Override
    public void opened(Session session) {
        server.counts().opened.increment();
        if (reports().hasObservers()) {
            session.afterwards(() -> reports().tell(observer -> observer.onOpened(session)));
        }
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        server.counts().closed(reason.code());
        if (reports().hasObservers()) {
            session.afterwards(() -> reports().tell(observer -> observer.onClosed(session, reason)));
        }
    }

    @Override
    public void firstMessageRefused(Session session, String why) {
        reports().firstMessageRefused(session, why);
    }

    @Override
    public void received(int bytes) {
        messages.received(bytes);
    }

    @Override
    public void sent(int bytes, boolean inLoop) {
        messages.sent(bytes, inLoop);
    }

    @Override
    public void dropped(Session session) {
        reports().messageDropped(session);
    }

    @Override
    public void limitHit(Session session, ServerLimit limit, String what) {
        reports().limitHit(limit, session.remoteAddress(), "connection " + session.id() + ": " + what);
    }

    @Override
    public void slowPeerCut(Session session, String why) {
        reports().slowPeerCut(session, why);
    }

    @Override
    public void handlerFailed(Session session, String method, Throwable failure) {
        reports().handlerFailed(session, method, failure);
    }

    private ServerReports reports() {
        return server.reports();
    }
}
