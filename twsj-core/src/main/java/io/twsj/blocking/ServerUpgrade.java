package io.twsj.blocking;

import io.twsj.concurrent.FailureLog;
import io.twsj.extension.ExtensionSession;
import io.twsj.handshake.Agreement;
import io.twsj.handshake.Refusal;
import io.twsj.handshake.ServerHandshake;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.AuthenticationRequest;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.HeadParser;
import io.twsj.http.HttpException;
import io.twsj.http.HttpLimits;
import io.twsj.http.HttpRequest;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import io.twsj.protocol.Link;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A server's opening handshake (RFC 6455 section 4.2) of a connection that has nothing but its WebSocket: one request,
 * accepted or refused, if need be after an authenticator was asked. Event loop only.
 */
final class ServerUpgrade extends Upgrade {

    /** How long a peer may keep TCP open after it was refused. */
    private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();

    private final HeadParser<RequestHead> parser;

    /** Whether the authenticator is asked. */
    private boolean asking;

    ServerUpgrade(Link link, WsSocketOptions options, Result result) {
        super(link, options, result);
        this.parser = HeadParser.forRequest(options.httpLimits());
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (isOver()) {
            bytes.position(bytes.limit());
            return;
        }
        try {
            if (parser.feed(bytes)) {
                judge(parser.head());
            }
        } catch (HttpException unreadable) {
            refuse(Refusal.of(unreadable));
        } catch (IOException | RuntimeException failure) {
            broken(failure);
        }
    }

    private void judge(RequestHead head) throws HttpException, IOException {
        Refusal refusal = ServerHandshake.judgeRequest(head);
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        HttpRequest request = HttpRequest.of(head, link.remoteAddress(), link.tlsSession() != null, options.proxies());
        refusal = refusal(request);
        Authenticator authenticator = options.authenticator();
        if (refusal != null) {
            refuse(refusal);
        } else if (authenticator == null) {
            agree(request, null);
        } else {
            authenticate(request, authenticator);
        }
    }

    private @Nullable Refusal refusal(HttpRequest request) {
        Refusal refusal = options.hosts().judge(request.host());
        if (refusal == null && !options.servesPath(request.path())) {
            refusal = Refusal.notFound(request.path());
        }
        return refusal == null
                ? ServerHandshake.judge(request.head(), request.host(), options.serverHandshake())
                : refusal;
    }

    // Credentials

    private void authenticate(HttpRequest request, Authenticator authenticator) {
        // RFC 9110 5.3: two values would be two opinions.
        if (request.headers().count("Authorization") > 1) {
            refuse(Refusal.badRequest("Authorization is repeated"));
            return;
        }
        asking = true;
        link.pauseReading();
        AuthenticationRequest asked = new AuthenticationRequest(request.head(), request.client(), link.tlsSession());
        try {
            SharedLoops.ask(() -> ask(authenticator, asked)
                    .whenComplete((found, failure) -> link.loop().execute(() -> answered(request, found, failure))));
        } catch (RejectedExecutionException busy) {
            link.resumeReading();
            refuse(Refusal.of(503, "overloaded"));
        }
    }

    /** Its failure is one, thrown or told. */
    private static CompletionStage<Authentication> ask(Authenticator authenticator, AuthenticationRequest asked) {
        try {
            return authenticator.authenticate(asked);
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void answered(HttpRequest request, @Nullable Authentication found, @Nullable Throwable failure) {
        if (isOver()) {
            return;
        }
        asking = false;
        link.resumeReading();
        if (found == null) {
            FailureLog.error("an authenticator failed for " + request.head(), failure);
            refuse(Refusal.of(500, "internal error"));
            return;
        }
        Refusal refusal = found.refusal();
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        try {
            agree(request, ((Authentication.Granted) found).principal());
        } catch (IOException | RuntimeException failed) {
            broken(failed);
        }
    }

    /** By an origin policy or an extension of the application's. */
    private void broken(Exception failure) {
        FailureLog.error("the opening handshake failed", failure);
        refuse(Refusal.of(500, "internal error"));
    }

    // Outcomes

    private void agree(HttpRequest request, @Nullable AuthenticatedPrincipal principal) throws IOException {
        ServerHandshake.Outcome outcome = ServerHandshake.agree(request.head(), options.serverHandshake());
        if (outcome instanceof Agreement agreement) {
            open(request, agreement, principal);
        } else {
            refuse((Refusal) outcome);
        }
    }

    private void open(HttpRequest request, Agreement agreement, @Nullable AuthenticatedPrincipal principal)
            throws IOException {
        byte[] bytes = agreement.response();
        HeadParser<ResponseHead> response = HeadParser.forResponse(HttpLimits.DEFAULT);
        response.feed(ByteBuffer.wrap(bytes));
        link.write(ByteBuffer.wrap(bytes));
        link.flush();
        SocketSession session = new SocketSession(Role.SERVER, link, agreement.extensions(), options);
        opened(
                session,
                new WsHandshake(
                        request.head(),
                        response.head(),
                        agreement.subprotocol(),
                        agreement.extensions().stream()
                                .map(ExtensionSession::agreed)
                                .toList(),
                        request.client(),
                        principal));
    }

    private void refuse(Refusal refusal) {
        failed(new IOException("opening handshake refused with " + refusal.status() + ": " + refusal.reason()));
        link.write(ByteBuffer.wrap(refusal.toBytes()));
        link.endOutput();
        link.flush();
        link.deadline(link.now() + LINGER_NANOS);
    }

    @Override
    public void onEndOfStream() {
        if (!isOver() && parser.started()) {
            refuse(Refusal.badRequest("incomplete request"));
        }
        link.close();
    }

    @Override
    public void onDeadline() {
        if (isOver() || !parser.started()) {
            failed(late());
            link.abort();
        } else if (asking) {
            FailureLog.error("an authenticator did not answer in time for " + parser.head(), null);
            refuse(Refusal.of(503, "who connects here could not be found out in time"));
        } else {
            refuse(Refusal.of(408, String.valueOf(late().getMessage())));
        }
    }
}
