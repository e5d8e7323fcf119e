package io.twsj.handshake;

import io.twsj.extension.Extension;
import java.util.List;

/**
 * What a server agrees to on one route. Immutable.
 *
 * @param subprotocols the names known here; the client's order decides which of them is chosen
 * @param origins which pages may connect
 * @param extensions those that may be agreed, in the order in which they process what the server sends; where two own
 *     the same RSV bit, the earlier one wins
 */
public record HandshakeOptions(List<String> subprotocols, OriginPolicy origins, List<Extension> extensions) {

    /** No subprotocol, same origin, no extension. */
    public static final HandshakeOptions DEFAULT =
            new HandshakeOptions(List.of(), OriginPolicy.sameOrigin(), List.of());

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a subprotocol is no token or listed twice, or two extensions have one name
     */
    public HandshakeOptions {
        subprotocols = Subprotocols.requireNames(subprotocols);
        extensions = ExtensionNegotiation.requireDistinct(extensions);
    }

    /** The same with other subprotocols. */
    public HandshakeOptions withSubprotocols(List<String> names) {
        return new HandshakeOptions(names, origins, extensions);
    }

    /** The same with another policy for origins. */
    public HandshakeOptions withOrigins(OriginPolicy policy) {
        return new HandshakeOptions(subprotocols, policy, extensions);
    }

    /** The same with other extensions. */
    public HandshakeOptions withExtensions(List<Extension> others) {
        return new HandshakeOptions(subprotocols, origins, others);
    }
}
