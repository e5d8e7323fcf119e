package io.twsj.blocking;

import io.twsj.extension.ExtensionSession;
import io.twsj.handshake.Agreement;
import io.twsj.handshake.ClientHandshake;
import io.twsj.handshake.WebSocketUri;
import io.twsj.http.HeadParser;
import io.twsj.http.ResponseHead;
import io.twsj.protocol.Link;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** A client's opening handshake (RFC 6455 section 4.1): one request, one response. Event loop only. */
final class ClientUpgrade extends Upgrade {

    private static final SecureRandom NONCES = new SecureRandom();
    private static final int NONCE_BYTES = 16;

    private final WebSocketUri uri;
    private final ClientHandshake handshake;
    private final HeadParser<ResponseHead> parser;

    ClientUpgrade(Link link, WebSocketUri uri, WsSocketOptions options, Result result) {
        super(link, options, result);
        this.uri = uri;
        byte[] nonce = new byte[NONCE_BYTES];
        NONCES.nextBytes(nonce);
        this.handshake = new ClientHandshake(uri, options.clientHandshake(), nonce);
        this.parser = HeadParser.forResponse(options.httpLimits());
        // Before anything can fail: whoever is the handler then is told.
        link.handler(this);
        link.write(ByteBuffer.wrap(handshake.request().toBytes()));
        link.flush();
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (isOver()) {
            bytes.position(bytes.limit());
            return;
        }
        try {
            if (parser.feed(bytes)) {
                open(parser.head());
            }
        } catch (IOException wrong) {
            end(wrong);
        } catch (RuntimeException failure) {
            // An extension of the application's.
            end(new IOException("the opening handshake failed", failure));
        }
    }

    private void open(ResponseHead response) throws IOException {
        Agreement agreement = handshake.verify(response);
        SocketSession session = new SocketSession(Role.CLIENT, link, agreement.extensions(), options);
        opened(
                session,
                new WsHandshake(
                        handshake.request(),
                        response,
                        agreement.subprotocol(),
                        agreement.extensions().stream()
                                .map(ExtensionSession::agreed)
                                .toList(),
                        link.remoteAddress(),
                        null));
    }

    @Override
    String peer() {
        return uri.toString();
    }

    private void end(IOException cause) {
        failed(cause);
        link.close();
    }

    @Override
    public void onEndOfStream() {
        end(new IOException("the server ended the connection during the opening handshake"));
    }

    @Override
    public void onDeadline() {
        failed(late());
        link.abort();
    }
}
