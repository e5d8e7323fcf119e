package io.twsj.handshake.auth;

import io.twsj.handshake.Refusal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an {@link Authenticator} has found. Immutable. */
public sealed interface Authentication {

    /** What the peer is answered with; null if it may connect. Whose credentials have expired by now may not. */
    @Nullable
    Refusal refusal();

    /**
     * The peer may connect.
     *
     * @param principal who it is; null if nobody in particular
     */
    record Granted(@Nullable AuthenticatedPrincipal principal) implements Authentication {

        @Override
        public @Nullable Refusal refusal() {
            Instant end = principal == null ? null : principal.expiresAt();
            boolean lasts = end == null || end.isAfter(Instant.now());
            return lasts ? null : Refusal.of(403, "these credentials have expired");
        }
    }

    /**
     * The peer has to show credentials, or better ones: it is answered with 401, or, where there is no challenge, with
     * 403.
     *
     * @param challenges values of {@code WWW-Authenticate}, each one challenge, the strongest first
     * @param rejected whether it has shown some, and they are worth nothing
     */
    record Challenged(List<String> challenges, boolean rejected) implements Authentication {

        /** Copies the list. */
        public Challenged {
            challenges = List.copyOf(challenges);
        }

        /** RFC 9110 15.5.2: a 401 has a challenge. */
        @Override
        public Refusal refusal() {
            if (challenges.isEmpty()) {
                return Refusal.of(403, "nobody unknown may connect here");
            }
            Refusal refusal = Refusal.of(401, "who connects here has to show credentials");
            for (String challenge : challenges) {
                refusal = refusal.with("WWW-Authenticate", challenge);
            }
            return refusal;
        }

        /** Whether the request shows no credentials at all, rather than wrong ones or such that nobody takes. */
        public boolean isForWantOfCredentials(AuthenticationRequest request) {
            return !rejected && request.head().headers().first("Authorization") == null;
        }
    }

    /**
     * The peer may not connect, whatever it shows next.
     *
     * @param refusal what it is answered with; its reason is told to the peer and logged, so it holds no secret
     */
    record Refused(Refusal refusal) implements Authentication {}

    /** The peer is known. */
    static Authentication granted(AuthenticatedPrincipal principal) {
        return new Granted(principal);
    }

    /** The peer need not be known. */
    static Authentication anonymous() {
        return new Granted(null);
    }

    /** The peer has to show credentials, since it has shown none. */
    static Authentication challenge(String... challenges) {
        return new Challenged(List.of(challenges), false);
    }

    /**
     * The peer has to show other credentials than it has, which are worth nothing. It gets the answer of
     * {@link #challenge}, even where it need not show any ({@link Authenticator#orAnonymous}).
     */
    static Authentication rejected(String... challenges) {
        return new Challenged(List.of(challenges), true);
    }

    /** The peer may not connect; see {@link Refusal#of(int, String)}. */
    static Authentication refused(Refusal refusal) {
        return new Refused(refusal);
    }
}
