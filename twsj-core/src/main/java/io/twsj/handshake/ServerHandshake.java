package io.twsj.handshake;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.http.Headers;
import io.twsj.http.HttpSyntax;
import io.twsj.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges opening handshakes for a server (RFC 6455 section 4.2). Thread-safe, without state.
 *
 * <p>In this order: {@link #judgeRequest} for every request; then the caller finds the route of the path
 * ({@link Refusal#notFound}); a request that {@linkplain #isUpgrade is no upgrade} may be answered as plain HTTP; what
 * remains is {@linkplain #negotiate negotiated}.
 */
public final class ServerHandshake {

    /** The version of the protocol: RFC 6455. */
    static final String VERSION = "13";

    private static final byte[] SUCCESS = ascii("HTTP/1.1 101 Switching Protocols\r\n"
            + "Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: ");
    private static final byte[] HEAD_END = ascii("\r\n\r\n");

    private ServerHandshake() {}

    /** How a handshake ends: agreed or refused. */
    public sealed interface Outcome permits Agreement, Refusal {}

    /**
     * Judges what HTTP asks of every request, whatever it is for.
     *
     * <p>HEAD passes, for the sake of plain answers. {@code Expect} is not looked at: it is about a body, and a body is
     * refused.
     *
     * @return null if nothing is wrong
     */
    public static @Nullable Refusal judgeRequest(RequestHead request) {
        Refusal refusal = judgeHost(request);
        if (refusal == null) {
            refusal = judgeBody(request.headers());
        }
        return refusal == null ? judgeMethod(request.method()) : refusal;
    }

    private static @Nullable Refusal judgeHost(RequestHead request) {
        // RFC 9112 3.2: exactly one Host field, even where the target names the host too.
        int count = request.headers().count("Host");
        if (count != 1) {
            return Refusal.badRequest(count == 0 ? "Host is missing" : "Host is repeated");
        }
        String host = request.host();
        return host != null && Authority.isWellFormed(host) ? null : Refusal.badRequest("Host is malformed");
    }

    private static @Nullable Refusal judgeBody(Headers headers) {
        // Stricter than RFC 9110, where GET may have a body: its bytes could pass for frames.
        if (headers.contains("Transfer-Encoding")) {
            return Refusal.badRequest("Transfer-Encoding announces a body, and none is taken here");
        }
        for (String length : headers.all("Content-Length")) {
            if (!length.equals("0")) {
                return Refusal.badRequest("Content-Length announces a body, and none is taken here");
            }
        }
        return null;
    }

    private static @Nullable Refusal judgeMethod(String method) {
        return method.equals("GET") || method.equals("HEAD") ? null : Refusal.methodNotAllowed();
    }

    /** Tells whether a request asks to become a WebSocket connection; whether it may is another matter. */
    public static boolean isUpgrade(RequestHead request) {
        return request.method().equals("GET") && asksForWebSocket(request.headers());
    }

    private static boolean asksForWebSocket(Headers headers) {
        // RFC 6455 4.2.1: both are lists, compared without regard to case; Firefox sends "keep-alive, Upgrade".
        return headers.hasToken("Upgrade", "websocket") && headers.hasToken("Connection", "Upgrade");
    }

    /**
     * Judges a request that passed {@link #judgeRequest}, and agrees on subprotocol and extensions.
     *
     * <p>Also right for requests that are no upgrade: they are refused with 405 or 426. An exception of an extension or
     * of the policy for origins is let through, with no session left open.
     */
    public static Outcome negotiate(RequestHead request, HandshakeOptions options) {
        Refusal refusal = judge(request, options);
        return refusal == null ? agree(request, options) : refusal;
    }

    /**
     * The first half of {@link #negotiate}, where something is to come between: judges a request and its origin.
     *
     * @return null if nothing is wrong
     */
    public static @Nullable Refusal judge(RequestHead request, HandshakeOptions options) {
        return judge(request, String.valueOf(request.host()), options);
    }

    /**
     * The same behind a proxy that has told which host the client asked for.
     *
     * @param host what the origin is compared with, well-formed
     */
    public static @Nullable Refusal judge(RequestHead request, String host, HandshakeOptions options) {
        Refusal refusal = judgeUpgrade(request);
        return refusal == null ? judgeOrigin(request, host, options.origins()) : refusal;
    }

    private static @Nullable Refusal judgeUpgrade(RequestHead request) {
        // RFC 6455 4.2.1: a GET request.
        if (!request.method().equals("GET")) {
            return Refusal.methodNotAllowed();
        }
        if (!asksForWebSocket(request.headers())) {
            return Refusal.upgradeRequired();
        }
        // The version first: another one may have another kind of key.
        Refusal refusal = judgeVersion(request.headers());
        return refusal == null ? judgeKey(request.headers()) : refusal;
    }

    private static @Nullable Refusal judgeVersion(Headers headers) {
        // RFC 6455 4.2.1 and 11.3.5: exactly one version; 4.4: the refusal names those that are supported.
        int count = headers.count("Sec-WebSocket-Version");
        if (count != 1) {
            return Refusal.badVersion("Sec-WebSocket-Version is " + (count == 0 ? "missing" : "repeated"));
        }
        String version = String.valueOf(headers.first("Sec-WebSocket-Version"));
        if (version.equals(VERSION)) {
            return null;
        }
        return isVersion(version)
                ? Refusal.unsupportedVersion(version)
                : Refusal.badVersion("Sec-WebSocket-Version is malformed");
    }

    /** RFC 6455 4.3: 0 to 255 without leading zeros. */
    private static boolean isVersion(String text) {
        boolean leadingZero = text.length() > 1 && text.charAt(0) == '0';
        if (text.isEmpty() || text.length() > 3 || leadingZero) {
            return false;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!HttpSyntax.isDigit(c)) {
                return false;
            }
            number = 10 * number + c - '0';
        }
        return number <= 255;
    }

    private static @Nullable Refusal judgeKey(Headers headers) {
        // RFC 6455 4.2.1 and 11.3.1: exactly one key, base64 of 16 bytes.
        int count = headers.count("Sec-WebSocket-Key");
        if (count != 1) {
            return Refusal.badRequest("Sec-WebSocket-Key is " + (count == 0 ? "missing" : "repeated"));
        }
        return AcceptKey.isValid(key(headers))
                ? null
                : Refusal.badRequest("Sec-WebSocket-Key is not base64 of 16 bytes");
    }

    private static String key(Headers headers) {
        return String.valueOf(headers.first("Sec-WebSocket-Key"));
    }

    private static @Nullable Refusal judgeOrigin(RequestHead request, String host, OriginPolicy policy) {
        // RFC 6454 7.3: one Origin; several are several opinions.
        String origin = request.headers().first("Origin");
        boolean repeated = origin != null && request.headers().count("Origin") > 1;
        // RFC 6455 4.2.2: an origin that is not acceptable is answered with 403.
        return !repeated && policy.allows(origin, host) ? null : Refusal.forbiddenOrigin();
    }

    /** The subprotocol that {@link #agree} will choose; null if it chooses none, or will refuse the request. */
    public static @Nullable String subprotocol(RequestHead request, HandshakeOptions options) {
        try {
            List<String> requested = Subprotocols.parse(request.headers().all("Sec-WebSocket-Protocol"));
            return Subprotocols.choose(requested, options.subprotocols());
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** The second half of {@link #negotiate}: agrees on subprotocol and extensions with a request that was judged. */
    public static Outcome agree(RequestHead request, HandshakeOptions options) {
        return agree(request, options, Headers.EMPTY);
    }

    /**
     * The same with more lines in the 101.
     *
     * @param more none of them one of the handshake's own
     */
    public static Outcome agree(RequestHead request, HandshakeOptions options, Headers more) {
        Headers headers = request.headers();
        List<String> requested;
        List<ExtensionParameters> offers;
        try {
            requested = Subprotocols.parse(headers.all("Sec-WebSocket-Protocol"));
            offers = ExtensionParameters.parse(headers.all("Sec-WebSocket-Extensions"));
        } catch (IllegalArgumentException e) {
            // RFC 6455 4.2.1 and 9.1: a malformed list fails the handshake, an unknown element does not.
            return Refusal.badRequest(String.valueOf(e.getMessage()));
        }
        String subprotocol = Subprotocols.choose(requested, options.subprotocols());
        List<ExtensionSession> extensions = ExtensionNegotiation.accept(offers, options.extensions());
        return Agreement.ofServer(subprotocol, extensions, success(key(headers), subprotocol, extensions, more));
    }

    /** RFC 6455 4.2.2: the 101, in one array. */
    private static byte[] success(
            String key, @Nullable String subprotocol, List<ExtensionSession> extensions, Headers more) {
        boolean nothingElse = subprotocol == null && extensions.isEmpty() && more.size() == 0;
        byte[] end = nothingElse ? HEAD_END : ascii(otherLines(subprotocol, extensions, more));
        byte[] response = Arrays.copyOf(SUCCESS, SUCCESS.length + AcceptKey.LENGTH + end.length);
        System.arraycopy(AcceptKey.bytes(key), 0, response, SUCCESS.length, AcceptKey.LENGTH);
        System.arraycopy(end, 0, response, SUCCESS.length + AcceptKey.LENGTH, end.length);
        return response;
    }

    private static String otherLines(@Nullable String subprotocol, List<ExtensionSession> extensions, Headers more) {
        StringBuilder lines = new StringBuilder("\r\n");
        if (subprotocol != null) {
            lines.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
        }
        more.forEach(
                (name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
        String separator = "Sec-WebSocket-Extensions: ";
        for (ExtensionSession extension : extensions) {
            lines.append(separator).append(extension.agreed());
            separator = ", ";
        }
        return lines.append(extensions.isEmpty() ? "\r\n" : "\r\n\r\n").toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
