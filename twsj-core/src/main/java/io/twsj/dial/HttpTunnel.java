package io.twsj.dial;

import io.twsj.handshake.ProxyException;
import io.twsj.handshake.auth.Credentials;
import io.twsj.http.HeadParser;
import io.twsj.http.HttpException;
import io.twsj.http.HttpLimits;
import io.twsj.http.ResponseHead;
import io.twsj.protocol.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks an HTTP proxy for a tunnel (RFC 6455 section 4.1 step 3; RFC 9110 section 9.3.6). Event loop only. */
final class HttpTunnel extends Stage {

    private final Target target;
    private final ProxyServer proxy;
    private final HeadParser<ResponseHead> parser = HeadParser.forResponse(HttpLimits.DEFAULT);
    private @Nullable ResponseHead refusal;
    private @Nullable BodyStart body;

    HttpTunnel(Link link, Dial dial, Target target, ProxyServer proxy) {
        super(link, dial);
        this.target = target;
        this.proxy = proxy;
    }

    @Override
    byte[] opening() {
        String authority = target.authority();
        StringBuilder head = new StringBuilder(128);
        head.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(authority).append("\r\n");
        Credentials credentials = proxy.credentials();
        if (credentials != null) {
            head.append("Proxy-Authorization: ").append(credentials.basic()).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    void receive(ByteBuffer bytes) throws IOException {
        if (body != null) {
            finishRefusal(bytes);
        } else if (feed(bytes)) {
            judge(parser.head(), bytes);
        }
    }

    private boolean feed(ByteBuffer bytes) throws IOException {
        try {
            return parser.feed(bytes);
        } catch (HttpException unreadable) {
            throw new ProxyException("the proxy's answer to CONNECT: " + unreadable.getMessage());
        }
    }

    private void judge(ResponseHead response, ByteBuffer bytes) throws IOException {
        if (response.status() >= 200 && response.status() < 300) {
            dial.tunnelled(link, bytes);
        } else {
            refusal = response;
            body = BodyStart.of(response);
            dial.limitBody();
            finishRefusal(bytes);
        }
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
            return new ProxyException("the proxy " + proxy + " closed the connection before it answered CONNECT");
        }
        return new ProxyException(
                "the proxy " + proxy + " answered " + response.status() + " to CONNECT", response, body.bytes());
    }
}
