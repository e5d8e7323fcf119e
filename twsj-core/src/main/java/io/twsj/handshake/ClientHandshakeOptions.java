package io.twsj.handshake;

import io.twsj.extension.Extension;
import io.twsj.http.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a client asks for besides the URI. Immutable.
 *
 * @param headers lines of the caller's own, such as {@code Origin}, {@code Cookie}, {@code Authorization}
 * @param subprotocols in order of preference
 * @param extensions whose offers are made, in order of preference
 */
public record ClientHandshakeOptions(Headers headers, List<String> subprotocols, List<Extension> extensions) {

    /** No header lines, no subprotocols, no extensions. */
    public static final ClientHandshakeOptions DEFAULT =
            new ClientHandshakeOptions(Headers.EMPTY, List.of(), List.of());

    private static final Set<String> OWN_HEADERS =
            Set.of("host", "upgrade", "connection", "content-length", "transfer-encoding");

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a header line is one that the handshake itself writes, a subprotocol is no
     *     token or listed twice, or two extensions have one name
     */
    public ClientHandshakeOptions {
        headers.forEach((name, value) -> requireForeign(name));
        subprotocols = Subprotocols.requireNames(subprotocols);
        extensions = ExtensionNegotiation.requireDistinct(extensions);
    }

    private static void requireForeign(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (OWN_HEADERS.contains(lower) || lower.startsWith("sec-websocket-")) {
            throw new IllegalArgumentException("header " + name + " is written by the handshake itself");
        }
    }

    /** The same with other header lines. */
    public ClientHandshakeOptions withHeaders(Headers others) {
        return new ClientHandshakeOptions(others, subprotocols, extensions);
    }

    /** The same with other subprotocols. */
    public ClientHandshakeOptions withSubprotocols(List<String> names) {
        return new ClientHandshakeOptions(headers, names, extensions);
    }

    /** The same with other extensions. */
    public ClientHandshakeOptions withExtensions(List<Extension> others) {
        return new ClientHandshakeOptions(headers, subprotocols, others);
    }
}
