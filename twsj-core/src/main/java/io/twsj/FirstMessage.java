package io.twsj;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.message.Message;
import io.twsj.protocol.Link;
import io.twsj.transport.LoopTimer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection from its listener until the peer has told in its first message who it is, see
 * {@link Route.Builder#firstMessage}. Event loop only.
 */
final class FirstMessage extends ForwardingDispatch {

    /** As many as a request head may have, which is where tokens usually are. */
    private static final int MAX_BYTES = 16 << 10;

    private final Session session;
    private final ConnectionOptions options;
    private final Link link;
    private final PeerQuestion question;
    private final LoopTimer timer;

    /** Opens the connection to its listener; null before {@link #begin} and when that is done. */
    private @Nullable Runnable opening;

    /** Whether the peer is known, and the listener hears of all. */
    private boolean known;

    /** Whether somebody is asked who the peer is. */
    private boolean asked;

    FirstMessage(Session session, ConnectionOptions options, Link link, PeerQuestion question, Dispatch next) {
        super(next);
        this.session = session;
        this.options = options;
        this.link = link;
        this.question = question;
        this.timer = LoopTimer.on(link, () -> refuse("not authenticated in time"));
    }

    @Override
    public void begin(Runnable whenKnown) {
        opening = whenKnown;
        session.limitMessages(MAX_BYTES);
        timer.at(link.now() + question.route().firstMessage().toNanos());
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        if (known) {
            super.message(isText, payload);
        } else if (asked) {
            // Only where messages come that were on their way when reading was paused.
            refuse("a message before it was known who sends it");
        } else {
            ask(isText ? TokenMessage.token(payload) : null);
        }
    }

    private void ask(@Nullable String token) {
        if (token == null) {
            refuse("the first message has to be {\"type\":\"auth\",\"token\":\"...\"}");
            return;
        }
        asked = true;
        session.pauseFor(ReadingPause.UNKNOWN_PEER);
        question.ask(session, token, found -> session.onLoop(() -> answered(found)));
    }

    private void answered(@Nullable Authentication found) {
        if (known || !session.isOpen()) {
            return;
        }
        if (found == null) {
            fail(CloseReason.of(CloseCode.INTERNAL_ERROR));
        } else if (found.refusal() != null) {
            refuse("not authenticated");
        } else {
            open((Authentication.Granted) found);
        }
    }

    private void open(Authentication.Granted found) {
        AuthenticatedPrincipal principal = found.principal();
        if (principal != null && !session.admitted(principal.getName())) {
            refuse("too many connections of one user");
            return;
        }
        timer.cancel();
        known = true;
        if (principal != null) {
            session.authenticated(principal);
        }
        session.limitMessages(options.maxMessageBytes());
        Runnable whenKnown = opening;
        opening = null;
        if (whenKnown != null) {
            whenKnown.run();
        }
        session.resumeFor(ReadingPause.UNKNOWN_PEER);
    }

    private void refuse(String why) {
        session.watch().firstMessageRefused(session, why);
        fail(new CloseReason(CloseCode.POLICY_VIOLATION, why));
    }

    private void fail(CloseReason reason) {
        session.failSoon(new ProtocolException(reason.code(), reason.reason()));
    }

    // What else a listener hears

    @Override
    public void ping(ByteBuffer payload) {
        if (known) {
            super.ping(payload);
        }
    }

    @Override
    public void pong(ByteBuffer payload) {
        if (known) {
            super.pong(payload);
        }
    }

    @Override
    public void sent(Message message) {
        if (known) {
            super.sent(message);
        }
    }

    @Override
    public void error(Throwable error) {
        if (known) {
            super.error(error);
        }
    }

    @Override
    public void close(CloseReason reason) {
        timer.cancel();
        if (known) {
            super.close(reason);
        }
    }
}
