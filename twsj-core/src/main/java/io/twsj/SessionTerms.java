package io.twsj;

import io.twsj.extension.ExtensionSession;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who serves a connection, and what its opening handshake agreed on. Immutable, so that connections which agreed on the same
 * can have one object for that.
 *
 * @param endpoint this side
 * @param route the one that was asked for; null for a client's connection
 * @param path the one that was asked for
 * @param variables those of the route, with their values
 * @param subprotocol null for none
 * @param encoder encodes for that subprotocol
 * @param extensions in the order of the response; they belong to one connection
 */
record SessionTerms(
        Endpoint endpoint,
        @Nullable Route route,
        String path,
        Map<String, String> variables,
        @Nullable String subprotocol,
        MessageEncoder encoder,
        List<ExtensionSession> extensions) {

    /** The terms of a server's connection. */
    static SessionTerms of(UpgradeRequest request, @Nullable String subprotocol, List<ExtensionSession> extensions) {
        Endpoint endpoint = request.route().endpoint();
        return new SessionTerms(
                endpoint,
                request.route(),
                request.path(),
                request.match().variables(),
                subprotocol,
                endpoint.encoder().forSubprotocol(subprotocol),
                extensions);
    }

    /** The terms of a client's connection. */
    static SessionTerms of(
            Endpoint endpoint, String path, @Nullable String subprotocol, List<ExtensionSession> extensions) {
        return new SessionTerms(
                endpoint,
                null,
                path,
                Map.of(),
                subprotocol,
                endpoint.encoder().forSubprotocol(subprotocol),
                extensions);
    }

    /** These terms, or equal ones that another connection has. */
    SessionTerms sharedWith(@Nullable SessionTerms other) {
        return other != null && extensions.isEmpty() && equals(other) ? other : this;
    }
}
