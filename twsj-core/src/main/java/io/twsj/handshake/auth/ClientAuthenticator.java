package io.twsj.handshake.auth;

import io.twsj.handshake.WebSocketUri;
import io.twsj.http.RequestHead;
import java.util.List;
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

    /**
     * A request that was answered with 401. Immutable.
     *
     * @param uri where it went
     * @param request what was sent, with {@code Authorization} if there was one
     * @param challenges what the server asks for, in its order
     */
    record Refused(WebSocketUri uri, RequestHead request, List<Challenge> challenges) {}
}
