package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.dial.Dial;
import io.twsj.extension.ExtensionSession;
import io.twsj.handshake.Agreement;
import io.twsj.mux.MuxSession;
import io.twsj.protocol.Link;
import io.twsj.protocol.MaskingKeys;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of {@code connect}: turns what was dialled into a session and a future. The calls are the loop's. */
final class Connecting implements Dial.Receiver {

    private static final byte[] NOTHING = {};

    private final ClientContext client;
    private final Endpoint endpoint;
    private final MaskingKeys keys;

    /** Null if the connection is not to share another one. */
    private final SharedOrigin.@Nullable Claim claim;

    private final Session.Owner owner;
    private final CompletableFuture<WebSocketConnection> future = new CompletableFuture<>();
    private @Nullable Dial dial;

    Connecting(
            ClientContext client,
            Endpoint endpoint,
            MaskingKeys keys,
            SharedOrigin.@Nullable Claim claim,
            Session.Owner owner) {
        this.client = client;
        this.endpoint = endpoint;
        this.keys = keys;
        this.claim = claim;
        this.owner = owner;
    }

    /** Starts; who completes the future by other means gives the dial up. Any thread. */
    CompletableFuture<WebSocketConnection> start(Dial made) {
        dial = made;
        client.dialling(made);
        made.start();
        future.whenComplete((connection, failure) -> {
            if (failure != null) {
                made.cancel(new IOException("connecting was cancelled"));
            }
        });
        return future;
    }

    @Override
    public void opened(Dial.Opened opened) {
        try {
            Session session = newSession(opened);
            client.opened(session);
            session.open(NOTHING);
            session.afterwards(() -> client.onWorker(() -> complete(session)));
        } catch (RuntimeException failure) {
            // An extension of the application's.
            opened.agreement().discard();
            opened.link().abort();
            fail(new IOException("the connection could not be opened", failure));
        } finally {
            done();
        }
    }

    private Session newSession(Dial.Opened opened) {
        Agreement agreement = opened.agreement();
        List<ExtensionSession> extensions = agreement.extensions();
        Link link = opened.link();
        MuxSession mux = MuxSession.among(extensions);
        if (mux != null && claim != null) {
            extensions = mux.others(extensions);
            link = claim.share(opened, mux, endpoint.options().timerTerms());
        }
        SessionTerms terms = SessionTerms.of(endpoint, opened.request().path(), agreement.subprotocol(), extensions);
        return new Session(
                Role.CLIENT,
                terms,
                opened.link().remoteAddress(),
                opened.request(),
                link,
                keys,
                client.workers(),
                owner);
    }

    private void complete(Session session) {
        if (!future.complete(session)) {
            session.close(CloseReason.GOING_AWAY);
        }
    }

    @Override
    public void failed(IOException cause) {
        done();
        fail(cause);
    }

    private void fail(IOException cause) {
        client.onWorker(() -> future.completeExceptionally(cause));
    }

    private void done() {
        if (dial != null) {
            client.dialled(dial);
        }
        if (claim != null) {
            claim.over();
        }
    }
}
