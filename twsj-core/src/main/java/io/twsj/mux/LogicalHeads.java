package io.twsj.mux;

import io.twsj.extension.ExtensionParameters;
import io.twsj.handshake.AcceptKey;
import io.twsj.http.HeadParser;
import io.twsj.http.Headers;
import io.twsj.http.HttpException;
import io.twsj.http.HttpLimits;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Opening handshakes as they stand in AddChannel blocks, which leave out what goes without saying, and as they stand on a
 * connection of their own. Whoever judges handshakes thus need not know of channels.
 */
final class LogicalHeads {

    /** A request has no key of its own: the physical connection has proved already that the server speaks WebSocket. */
    private static final String ANY_KEY = AcceptKey.keyOf(new byte[16]);

    /** Only what no head may be; how much a head may be is for who judges it, and a message is bounded anyway. */
    private static final HttpLimits UNLIMITED =
            new HttpLimits(Integer.MAX_VALUE, Integer.MAX_VALUE / 2, Integer.MAX_VALUE / 2);

    private static final Set<String> LEFT_OUT_OF_REQUESTS =
            Set.of("upgrade", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions");

    private static final Set<String> LEFT_OUT_OF_RESPONSES = Set.of("upgrade", "sec-websocket-accept");

    /** A refusal has no body here. */
    private static final Set<String> LEFT_OUT_OF_REFUSALS =
            Set.of("connection", "content-length", "content-type", "transfer-encoding");

    private LogicalHeads() {}

    static HeadParser<RequestHead> requestParser() {
        return HeadParser.forRequest(UNLIMITED);
    }

    static HeadParser<ResponseHead> responseParser() {
        return HeadParser.forResponse(UNLIMITED);
    }

    /** A client's request for its block. */
    static String reduced(RequestHead request) {
        Headers.Builder headers = Headers.builder();
        copy(request.headers(), LEFT_OUT_OF_REQUESTS, headers);
        copyExtensions(request.headers(), headers);
        return text(new RequestHead(request.method(), request.target(), headers.build()).toBytes());
    }

    /** A server's response for its block. */
    static String reduced(ResponseHead response) {
        Headers.Builder headers = Headers.builder();
        copy(response.headers(), isSwitching(response) ? LEFT_OUT_OF_RESPONSES : LEFT_OUT_OF_REFUSALS, headers);
        return text(new ResponseHead(response.status(), response.reason(), headers.build()).toBytes());
    }

    static boolean isSwitching(ResponseHead response) {
        return response.status() == 101;
    }

    /**
     * A request as a server reads it.
     *
     * @throws MuxException if the block holds no request head
     */
    static byte[] completeRequest(String text) throws MuxException {
        RequestHead request = parse(requestParser(), text, MuxCode.BAD_REQUEST);
        Headers.Builder headers = Headers.builder()
                .add("Upgrade", "websocket")
                .add("Sec-WebSocket-Key", ANY_KEY)
                .add("Sec-WebSocket-Version", "13");
        copy(request.headers(), LEFT_OUT_OF_REQUESTS, headers);
        copyExtensions(request.headers(), headers);
        return new RequestHead(request.method(), request.target(), headers.build()).toBytes();
    }

    /**
     * A response as a client reads it.
     *
     * @param key that of the request
     * @throws MuxException if the block holds no response head, or one that says the opposite of the block
     */
    static byte[] completeResponse(String text, boolean rejected, String key) throws MuxException {
        ResponseHead response = parse(responseParser(), text, MuxCode.BAD_RESPONSE);
        if (isSwitching(response) == rejected) {
            throw new MuxException(
                    MuxCode.BAD_RESPONSE,
                    (rejected ? "channel rejected" : "channel accepted") + " with status " + response.status());
        }
        Headers.Builder headers = Headers.builder();
        if (rejected) {
            copy(response.headers(), LEFT_OUT_OF_REFUSALS, headers);
        } else {
            headers.add("Upgrade", "websocket").add("Sec-WebSocket-Accept", AcceptKey.of(key));
            copy(response.headers(), LEFT_OUT_OF_RESPONSES, headers);
        }
        return new ResponseHead(response.status(), response.reason(), headers.build()).toBytes();
    }

    private static <H> H parse(HeadParser<H> parser, String text, int code) throws MuxException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        try {
            if (!parser.feed(bytes)) {
                throw new MuxException(code, "handshake without an end");
            }
        } catch (HttpException unreadable) {
            throw new MuxException(code, "handshake that is no head: " + unreadable.getMessage());
        }
        if (bytes.hasRemaining()) {
            throw new MuxException(code, "handshake with " + bytes.remaining() + " bytes behind its end");
        }
        return parser.head();
    }

    private static void copy(Headers from, Set<String> leftOut, Headers.Builder to) {
        from.forEach((name, value) -> {
            if (!leftOut.contains(name.toLowerCase(Locale.ROOT))) {
                to.add(name, value);
            }
        });
    }

    /** There is no multiplexing within a channel. A malformed list stays for who judges the handshake. */
    private static void copyExtensions(Headers from, Headers.Builder to) {
        List<String> lines = from.all("Sec-WebSocket-Extensions");
        try {
            lines = ExtensionParameters.parse(lines).stream()
                    .filter(element -> !element.name().equals(MuxExtension.NAME))
                    .map(ExtensionParameters::toString)
                    .toList();
        } catch (IllegalArgumentException malformed) {
            lines.forEach(line -> to.add("Sec-WebSocket-Extensions", line));
            return;
        }
        if (!lines.isEmpty()) {
            to.add("Sec-WebSocket-Extensions", String.join(", ", lines));
        }
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }
}
