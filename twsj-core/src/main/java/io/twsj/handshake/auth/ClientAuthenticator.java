package io.twsj.handshake.auth;

import io.twsj.handshake.WebSocketUri;
import io.twsj.http.RequestHead;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client's answers to 401: one scheme, or several in order of preference. Thread-safe; asked on an event loop, so it
 * must not block.
 */
@FunctionalInterface
public interface ClientAuthenticator {

    /**
     * Makes the value of {@code Authorization} for another attempt.
     *
     * @return null to give up, which is right if the request that was refused had such a value already, unless the
     *     challenge says that only its freshness was wrong
     */
    @Nullable
    String answer(Refused refused);

    /** Several schemes, the strongest first: the first that has an answer gives it. */
    static ClientAuthenticator firstOf(ClientAuthenticator... authenticators) {
        List<ClientAuthenticator> inOrder = List.of(authenticators);
        return refused -> inOrder.stream()
                .map(authenticator -> authenticator.answer(refused))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * A request that was answered with 401. Immutable.
     *
     * @param uri where it went
     * @param request what was sent, with {@code Authorization} if there was one
     * @param challenges what the server asks for, in its order
     */
    record Refused(WebSocketUri uri, RequestHead request, List<Challenge> challenges) {

        /** Tells whether nobody on the way can read the request: it goes over {@code wss} or stays on this machine. */
        public boolean isConfidential() {
            return uri.secure() || isThisMachine(uri.host());
        }

        private static boolean isThisMachine(String host) {
            return host.equals("localhost") || host.equals("::1") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
        }

        Stream<Challenge> challenges(String scheme) {
            return challenges.stream().filter(challenge -> challenge.isScheme(scheme));
        }

        /** Tells whether credentials were shown, and found wrong. */
        boolean hadCredentials() {
            return request.headers().contains("Authorization");
        }
    }
}
