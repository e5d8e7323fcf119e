package io.twsj.dial;

import io.twsj.handshake.Agreement;
import io.twsj.handshake.ClientHandshake;
import io.twsj.handshake.HandshakeException;
import io.twsj.http.HeadParser;
import io.twsj.http.HttpException;
import io.twsj.http.HttpLimits;
import io.twsj.http.ResponseHead;
import io.twsj.protocol.Link;
import io.twsj.transport.Connection;
import io.twsj.transport.TlsTerms;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Begins with TLS if the URI says so, sends the request of the opening handshake and judges the response (RFC 6455 section
 * 4.1). Event loop only.
 */
final class Upgrade extends Stage {

    /** Responses before the final one (RFC 9110 section 15.2) that are taken; nobody sends as many. */
    private static final int MOST_INTERIM = 8;

    private final ClientHandshake handshake;
    private final @Nullable TlsTerms tls;
    private HeadParser<ResponseHead> parser = HeadParser.forResponse(HttpLimits.DEFAULT);
    private int interim;
    private @Nullable ResponseHead refusal;
    private @Nullable BodyStart body;

    /** @param tls null for {@code ws} */
    Upgrade(Link link, Dial dial, ClientHandshake handshake, @Nullable TlsTerms tls) {
        super(link, dial);
        this.handshake = handshake;
        this.tls = tls;
    }

    @Override
    void prepare() {
        if (tls != null) {
            // The request waits until its handshake is done.
            ((Connection) link).startTls(tls);
        }
    }

    /** Tells whether the handshake of TLS is still to be done. */
    boolean inTlsHandshake() {
        return tls != null && link.tlsSession() == null;
    }

    @Override
    byte[] opening() {
        return handshake.request().toBytes();
    }

    @Override
    void receive(ByteBuffer bytes) throws IOException {
        while (body == null && bytes.hasRemaining()) {
            if (!feed(bytes)) {
                return;
            }
            ResponseHead response = parser.head();
            if (response.status() == 101) {
                agree(response);
                return;
            }
            if (dial.retry(handshake.request(), response)) {
                bytes.position(bytes.limit());
                return;
            }
            if (response.status() < 200) {
                skip();
            } else {
                refuse(response);
            }
        }
        finishRefusal(bytes);
    }

    private boolean feed(ByteBuffer bytes) throws IOException {
        try {
            return parser.feed(bytes);
        } catch (HttpException unreadable) {
            throw new HandshakeException("opening handshake: " + unreadable.getMessage());
        }
    }

    private void agree(ResponseHead response) throws IOException {
        Agreement agreement = handshake.verify(response);
        // What is behind the head are frames already; they go to who has the link now.
        dial.agreed(link, handshake.request(), response, agreement);
    }

    private void skip() throws IOException {
        interim++;
        if (interim > MOST_INTERIM) {
            throw new HandshakeException("opening handshake: more than " + MOST_INTERIM + " interim responses");
        }
        parser = HeadParser.forResponse(HttpLimits.DEFAULT);
    }

    private void refuse(ResponseHead response) {
        refusal = response;
        body = BodyStart.of(response);
        dial.limitBody();
    }

    private void finishRefusal(ByteBuffer bytes) throws IOException {
        if (body != null && (body.feed(bytes) || body.isDone())) {
            throw ended();
        }
    }

    @Override
    IOException ended() {
        ResponseHead response = refusal;
        if (response == null || body == null) {
            return new HandshakeException("opening handshake: the server closed the connection before it answered");
        }
        return explained(response, body.bytes());
    }

    private HandshakeException explained(ResponseHead response, byte[] start) {
        String hint = dial.hint();
        String why = "opening handshake: the server answered " + response.status()
                + (response.reason().isEmpty() ? "" : " (" + response.reason() + ")")
                + (hint.isEmpty() ? "" : "; " + hint);
        return new HandshakeException(why, response, start);
    }
}
