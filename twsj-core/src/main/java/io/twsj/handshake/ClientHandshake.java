package io.twsj.handshake;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One opening handshake of a client: makes the request, then checks the response (RFC 6455 section 4.1). Immutable.
 *
 * <p>A second attempt, after a 401 or a redirect, is a second handshake with a nonce of its own.
 */
public final class ClientHandshake {

    private final ClientHandshakeOptions options;
    private final List<Extension> offered;
    private final RequestHead request;
    private final String accept;

    /**
     * Prepares a request.
     *
     * @param nonce 16 bytes from a strong random source, used for nothing else
     * @throws IllegalArgumentException if the nonce has another length
     */
    public ClientHandshake(WebSocketUri uri, ClientHandshakeOptions options, byte[] nonce) {
        String key = AcceptKey.keyOf(nonce);
        this.options = options;
        this.offered = options.extensions().stream()
                .filter(extension -> !extension.offers().isEmpty())
                .toList();
        this.request = new RequestHead("GET", uri.resourceName(), headers(uri, key));
        this.accept = AcceptKey.of(key);
    }

    private Headers headers(WebSocketUri uri, String key) {
        Headers.Builder headers = Headers.builder()
                .add("Host", uri.hostHeader())
                .add("Upgrade", "websocket")
                .add("Connection", "Upgrade")
                .add("Sec-WebSocket-Key", key)
                .add("Sec-WebSocket-Version", ServerHandshake.VERSION);
        if (!options.subprotocols().isEmpty()) {
            headers.add("Sec-WebSocket-Protocol", String.join(", ", options.subprotocols()));
        }
        if (!offered.isEmpty()) {
            headers.add("Sec-WebSocket-Extensions", offers());
        }
        return headers.addAll(options.headers()).build();
    }

    private String offers() {
        List<String> elements = offered.stream()
                .flatMap(extension -> extension.offers().stream())
                .map(ExtensionParameters::toString)
                .toList();
        return String.join(", ", elements);
    }

    /** The request. Nothing else may be sent before the response was {@linkplain #verify verified}. */
    public RequestHead request() {
        return request;
    }

    /**
     * Checks a response.
     *
     * <p>A server that was asked for subprotocols may choose none (looser than browsers, which fail then).
     *
     * @return what was agreed
     * @throws HandshakeException if the server refused, or its answer breaks a rule; no session stays open
     */
    public Agreement verify(ResponseHead response) throws HandshakeException {
        String wrong = judge(response);
        if (wrong != null) {
            throw new HandshakeException(wrong, response);
        }
        try {
            List<ExtensionParameters> elements =
                    ExtensionParameters.parse(response.headers().all("Sec-WebSocket-Extensions"));
            List<ExtensionSession> extensions = ExtensionNegotiation.confirm(elements, offered);
            return Agreement.ofClient(response.headers().first("Sec-WebSocket-Protocol"), extensions);
        } catch (IllegalArgumentException e) {
            throw new HandshakeException("opening handshake: " + e.getMessage(), response);
        }
    }

    private @Nullable String judge(ResponseHead response) {
        if (response.status() != 101) {
            return refused(response);
        }
        Headers headers = response.headers();
        // RFC 6455 4.1: Upgrade is "websocket" and nothing else.
        if (!isOnly("websocket", headers.all("Upgrade"))) {
            return "opening handshake: response 101 without Upgrade: websocket";
        }
        if (!headers.hasToken("Connection", "Upgrade")) {
            return "opening handshake: response 101 without Connection: Upgrade";
        }
        // RFC 6455 4.1 and 11.3.3: one accept value, the one that belongs to the key.
        if (!headers.all("Sec-WebSocket-Accept").equals(List.of(accept))) {
            return "opening handshake: Sec-WebSocket-Accept is not the one that belongs to the key";
        }
        return judgeSubprotocol(headers.all("Sec-WebSocket-Protocol"));
    }

    private static String refused(ResponseHead response) {
        String phrase = response.reason().isEmpty() ? "" : " (" + response.reason() + ")";
        return "opening handshake: the server answered " + response.status() + phrase;
    }

    private static boolean isOnly(String expected, List<String> values) {
        return values.size() == 1 && values.get(0).equalsIgnoreCase(expected);
    }

    private @Nullable String judgeSubprotocol(List<String> values) {
        // RFC 6455 4.1 and 11.3.4: at most one value, and one of those asked for; RFC 7936: case counts.
        boolean askedFor = values.size() == 1 && options.subprotocols().contains(values.get(0));
        return values.isEmpty() || askedFor
                ? null
                : "opening handshake: subprotocol \"" + String.join(", ", values) + "\" was not asked for";
    }
}
