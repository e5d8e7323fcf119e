package io.twsj.handshake.auth;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenge Digest (RFC 7616), which does not show the password. Of several it takes the first with an
 * algorithm that is not MD5; MD5 and servers without qop are answered where nothing better is offered. Immutable.
 */
public final class ClientDigest implements ClientAuthenticator {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CNONCE_BYTES = 16;

    /** Every nonce is used for one request. */
    private static final String FIRST_USE = "00000001";

    private final Credentials credentials;
    private final Supplier<String> cnonces;

    /** An authenticator with one user's credentials for whatever realm. */
    public ClientDigest(Credentials credentials) {
        this(credentials, ClientDigest::randomCnonce);
    }

    ClientDigest(Credentials credentials, Supplier<String> cnonces) {
        this.credentials = credentials;
        this.cnonces = cnonces;
    }

    private static String randomCnonce() {
        byte[] random = new byte[CNONCE_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** A challenge that can be answered. */
    private record Offer(Challenge challenge, DigestAlgorithm algorithm, String realm, String nonce) {

        static @Nullable Offer of(Challenge challenge) {
            String token = challenge.parameter("algorithm");
            DigestAlgorithm algorithm = token == null ? DigestAlgorithm.MD5 : DigestAlgorithm.of(token);
            String realm = challenge.parameter("realm");
            String nonce = challenge.parameter("nonce");
            if (algorithm == null || realm == null || nonce == null || !isQopKnown(challenge.parameter("qop"))) {
                return null;
            }
            return new Offer(challenge, algorithm, realm, nonce);
        }

        /** RFC 7616 3.3: a list; without it the server is one of RFC 2069. */
        private static boolean isQopKnown(@Nullable String qop) {
            return qop == null
                    || Arrays.stream(qop.split(","))
                            .anyMatch(one -> one.trim().equalsIgnoreCase(DigestComputation.QOP));
        }

        boolean hasQop() {
            return challenge.parameter("qop") != null;
        }

        boolean is(String parameter) {
            return "true".equalsIgnoreCase(challenge.parameter(parameter));
        }
    }

    @Override
    public @Nullable String answer(Refused refused) {
        Offer offer = strongest(refused);
        if (offer == null || (refused.hadCredentials() && !offer.is("stale"))) {
            return null;
        }
        String method = refused.request().method();
        return answer(offer, method, refused.request().target());
    }

    private static @Nullable Offer strongest(Refused refused) {
        Offer weak = null;
        for (Challenge challenge : refused.challenges("Digest").toList()) {
            Offer offer = Offer.of(challenge);
            if (offer != null && !offer.algorithm().isWeak()) {
                return offer;
            }
            weak = weak == null ? offer : weak;
        }
        return weak;
    }

    private String answer(Offer offer, String method, String uri) {
        ParameterList answer = new ParameterList("Digest");
        addUser(answer, offer);
        answer.quoted("realm", offer.realm())
                .quoted("uri", uri)
                .token("algorithm", offer.algorithm().token())
                .quoted("nonce", offer.nonce());
        addResponse(answer, offer, DigestComputation.a2(method, uri));
        String opaque = offer.challenge().parameter("opaque");
        return (opaque == null ? answer : answer.quoted("opaque", opaque)).toString();
    }

    private void addResponse(ParameterList answer, Offer offer, String a2) {
        DigestAlgorithm algorithm = offer.algorithm();
        String nonce = offer.nonce();
        String cnonce = cnonces.get();
        String realm = HeaderText.decode(offer.realm());
        String secret = algorithm.secret(credentials.user(), realm, credentials.password());
        String a1 = DigestComputation.a1(algorithm, secret, nonce, cnonce);
        if (offer.hasQop()) {
            String qop = DigestComputation.QOP;
            answer.token("nc", FIRST_USE)
                    .quoted("cnonce", cnonce)
                    .token("qop", qop)
                    .quoted("response", DigestComputation.response(algorithm, a1, nonce, FIRST_USE, cnonce, qop, a2));
        } else {
            if (algorithm.isSession()) {
                answer.quoted("cnonce", cnonce);
            }
            answer.quoted("response", DigestComputation.responseWithoutQop(algorithm, a1, nonce, a2));
        }
    }

    /** RFC 7616 3.4: hidden if the server allows it; extended only if a quoted string is not enough. */
    private void addUser(ParameterList answer, Offer offer) {
        String user = credentials.user();
        if (offer.is("userhash")) {
            String realm = HeaderText.decode(offer.realm());
            answer.quoted("username", offer.algorithm().userhash(user, realm)).token("userhash", "true");
        } else if (HeaderText.isPlain(user)) {
            answer.quoted("username", user);
        } else {
            answer.token("username*", HeaderText.encodeExtended(user));
        }
    }
}
