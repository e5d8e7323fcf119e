package io.twsj.blocking;

import io.twsj.extension.ExtensionSession;
import io.twsj.handshake.Agreement;
import io.twsj.handshake.Refusal;
import io.twsj.handshake.ServerHandshake;
import io.twsj.http.HeadParser;
import io.twsj.http.HttpException;
import io.twsj.http.HttpLimits;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import io.twsj.protocol.Link;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server's opening handshake (RFC 6455 section 4.2) of a connection that has nothing but its WebSocket: one request,
 * accepted or refused. Event loop only.
 */
final class ServerUpgrade extends Upgrade {

    /** How long a peer may keep TCP open after it was refused. */
    private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();

    private final HeadParser<RequestHead> parser;

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
            // An origin policy or an extension of the application's.
            refuse(Refusal.of(500, "internal error"));
        }
    }

    private void judge(RequestHead request) throws IOException {
        Refusal refusal = refusal(request);
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        ServerHandshake.Outcome outcome = ServerHandshake.negotiate(request, options.serverHandshake());
        if (outcome instanceof Agreement agreement) {
            open(request, agreement);
        } else {
            refuse((Refusal) outcome);
        }
    }

    private @Nullable Refusal refusal(RequestHead request) {
        Refusal refusal = ServerHandshake.judgeRequest(request);
        if (refusal == null && !options.servesPath(request.path())) {
            return Refusal.notFound(request.path());
        }
        return refusal;
    }

    private void open(RequestHead request, Agreement agreement) throws IOException {
        byte[] bytes = agreement.response();
        HeadParser<ResponseHead> response = HeadParser.forResponse(HttpLimits.DEFAULT);
        response.feed(ByteBuffer.wrap(bytes));
        link.write(ByteBuffer.wrap(bytes));
        link.flush();
        SocketSession session = new SocketSession(Role.SERVER, link, agreement.extensions(), options);
        opened(
                session,
                new WsHandshake(
                        request,
                        response.head(),
                        agreement.subprotocol(),
                        agreement.extensions().stream()
                                .map(ExtensionSession::agreed)
                                .toList()));
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
        } else {
            refuse(Refusal.of(408, String.valueOf(late().getMessage())));
        }
    }
}
