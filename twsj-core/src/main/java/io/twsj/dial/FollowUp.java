package io.twsj.dial;

import io.twsj.handshake.ClientHandshakeOptions;
import io.twsj.handshake.auth.BearerAuthenticator;
import io.twsj.handshake.auth.Challenge;
import io.twsj.handshake.auth.ClientAuthenticator;
import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the next attempt of a dial goes and what its request says: decides about redirects and answers to 401 (RFC 6455
 * section 4.1), and keeps what is secret to the origin that the caller named. One caller at a time.
 */
final class FollowUp {

    /** Schemes that need several rounds need fewer. */
    private static final int MOST_ANSWERS_TO_401 = 3;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> SECRET_HEADERS = Set.of("authorization", "cookie", "proxy-authorization");

    private final Target original;
    private final DialOptions options;
    private Target target;

    /** The value of Authorization that answers a 401; null as long as there was none. */
    private @Nullable String authorization;

    private int redirects;
    private int answers;
    private String hint = "";

    FollowUp(Target original, DialOptions options) {
        this.original = original;
        this.options = options;
        this.target = original;
    }

    /** Where the present attempt goes. */
    Target target() {
        return target;
    }

    /** Tells whether the present attempt goes to the origin that the caller named. */
    boolean isAtOriginal() {
        return target.isSameOrigin(original);
    }

    /** Why the last response was not followed up, to be said with the refusal; empty if there is nothing to say. */
    String hint() {
        return hint;
    }

    /** What the present attempt asks for. Another origin than the one that the caller named hears no secrets. */
    ClientHandshakeOptions terms() {
        boolean trusted = isAtOriginal();
        ClientHandshakeOptions asked = options.handshake();
        Headers.Builder headers = Headers.builder();
        asked.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean replaced = authorization != null && lower.equals("authorization");
            if (!replaced && (trusted || !SECRET_HEADERS.contains(lower))) {
                headers.add(name, value);
            }
        });
        if (authorization != null) {
            headers.add("Authorization", authorization);
        }
        return (trusted ? asked : withoutTokens(asked)).withHeaders(headers.build());
    }

    /** A subprotocol may carry a token. */
    private static ClientHandshakeOptions withoutTokens(ClientHandshakeOptions asked) {
        return asked.withSubprotocols(asked.subprotocols().stream()
                .filter(name -> !name.startsWith(BearerAuthenticator.SUBPROTOCOL_PREFIX))
                .toList());
    }

    /** Tells whether another attempt follows a response, and prepares it. */
    boolean isWorthAnotherAttempt(RequestHead request, ResponseHead response) {
        if (response.status() == 401) {
            return authenticate(request, response);
        }
        String location = response.headers().first("Location");
        boolean follows = REDIRECTS.contains(response.status()) && options.maxRedirects() > 0;
        return follows && location != null && redirect(location);
    }

    private boolean authenticate(RequestHead request, ResponseHead response) {
        ClientAuthenticator authenticator = options.authenticator();
        if (authenticator == null || !isAtOriginal()) {
            return false;
        }
        List<Challenge> challenges = Challenge.parse(response.headers().all("WWW-Authenticate"));
        String answer = answers == MOST_ANSWERS_TO_401
                ? null
                : authenticator.answer(new ClientAuthenticator.Refused(target.uri(), request, challenges));
        if (answer == null) {
            hint = request.headers().contains("Authorization")
                    ? "the credentials were refused"
                    : "none of its challenges can be answered, or not without TLS";
            return false;
        }
        answers++;
        authorization = answer;
        return true;
    }

    private boolean redirect(String location) {
        if (redirects == options.maxRedirects()) {
            hint = "not followed, after " + redirects + " redirects";
            return false;
        }
        try {
            Target next = target.redirected(location);
            redirects++;
            authorization = next.isSameOrigin(target) ? authorization : null;
            target = next;
            return true;
        } catch (IllegalArgumentException unfit) {
            hint = "not followed: " + unfit.getMessage();
            return false;
        }
    }
}
