package io.twsj.handshake.auth;

import static io.twsj.handshake.auth.Asking.ask;
import static io.twsj.handshake.auth.Asking.challenges;
import static io.twsj.handshake.auth.Asking.nameFrom;
import static io.twsj.handshake.auth.Asking.refusalStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Digest on the server (RFC 7616 sections 3.3 to 3.5). */
class DigestAuthenticatorTest {

    private static final String REALM = "test@example.org";
    private static final InMemoryCredentials USERS = InMemoryCredentials.builder()
            .user("Mufasa", "Circle of Life")
            .user("Jäsøn Doe", "Secret, or not?")
            .build();

    private Instant now = Instant.EPOCH;

    private DigestAuthenticator digest(UnaryOperator<DigestAuthenticator.Builder> terms) {
        return terms.apply(DigestAuthenticator.builder(REALM, USERS).clock(() -> now))
                .build();
    }

    private final DigestAuthenticator digest = digest(terms -> terms);

    /** The parameters of a legal answer, to be bent. */
    private static final class Answer {

        private final Map<String, String> parameters = new LinkedHashMap<>();
        private final DigestAlgorithm algorithm;

        Answer(DigestAlgorithm algorithm, String nonce) {
            this.algorithm = algorithm;
            set("username", "\"Mufasa\"");
            set("realm", "\"" + REALM + "\"");
            set("uri", "\"/chat?room=1\"");
            set("algorithm", algorithm.token());
            set("nonce", "\"" + nonce + "\"");
            set("nc", "00000001");
            set("cnonce", "\"c\"");
            set("qop", "auth");
        }

        Answer set(String name, String value) {
            parameters.put(name, value);
            return this;
        }

        Answer without(String name) {
            parameters.remove(name);
            return this;
        }

        private String plain(String name) {
            return parameters.getOrDefault(name, "").replace("\"", "");
        }

        Answer right() {
            return right("Mufasa", "Circle of Life");
        }

        /** Adds the response that belongs to the other parameters. */
        Answer right(String user, String password) {
            String secret = algorithm.secret(user, REALM, password);
            String a1 = DigestComputation.a1(algorithm, secret, plain("nonce"), plain("cnonce"));
            String a2 = "GET:" + plain("uri");
            String response = parameters.containsKey("qop")
                    ? DigestComputation.response(
                            algorithm, a1, plain("nonce"), plain("nc"), plain("cnonce"), plain("qop"), a2)
                    : DigestComputation.responseWithoutQop(algorithm, a1, plain("nonce"), a2);
            return set("response", "\"" + response + "\"");
        }

        String line() {
            StringBuilder line = new StringBuilder();
            parameters.forEach((name, value) -> line.append(line.isEmpty() ? "Authorization: Digest " : ", ")
                    .append(name + "=" + value));
            return line.toString();
        }
    }

    private static String nonce(Authenticator authenticator) {
        return challenges(ask(authenticator, "/chat?room=1")).get(0).parameter("nonce");
    }

    private Answer answer() {
        return new Answer(DigestAlgorithm.SHA_256, nonce(digest));
    }

    private static Authentication show(Authenticator authenticator, Answer answer) {
        return ask(authenticator, "/chat?room=1", answer.line());
    }

    // Challenges

    @Test
    void whoShowsNothingIsChallenged() {
        Challenge challenge = challenges(ask(digest, "/")).get(0);
        assertThat(challenge.scheme()).isEqualTo("Digest");
        assertThat(challenge.parameters())
                .containsEntry("realm", REALM)
                .containsEntry("qop", "auth")
                .containsEntry("algorithm", "SHA-256")
                .containsEntry("charset", "UTF-8")
                .containsOnlyKeys("realm", "qop", "algorithm", "nonce", "charset");
    }

    /** RFC 7616 3.3 tells a sender which values are quoted. */
    @Test
    void valuesAreQuotedAsTheRfcAsks() {
        Authentication found = ask(digest, "/");
        assertThat(((Authentication.Challenged) found).challenges())
                .singleElement()
                .asString()
                .matches("Digest realm=\"test@example\\.org\", qop=\"auth\", algorithm=SHA-256, nonce=\"[^\"]+\", "
                        + "charset=UTF-8");
    }

    @Test
    void eachAlgorithmHasItsChallengeInTheOrderGiven() {
        DigestAuthenticator two = digest(terms -> terms.algorithms(DigestAlgorithm.SHA_512_256, DigestAlgorithm.MD5));
        assertThat(challenges(ask(two, "/")))
                .extracting(challenge -> challenge.parameter("algorithm"))
                .containsExactly("SHA-512-256", "MD5");
    }

    @Test
    void credentialsForAnotherSchemeAreChallengedToo() {
        assertThat(challenges(ask(digest, "/", "Authorization: Basic abc"))).hasSize(1);
        assertThat(challenges(ask(digest, "/", "Authorization: Digestive abc"))).hasSize(1);
    }

    // Answers

    @ParameterizedTest
    @EnumSource
    void theRightResponseOfEveryAlgorithmIsGranted(DigestAlgorithm algorithm) {
        DigestAuthenticator all = digest(terms -> terms.algorithms(DigestAlgorithm.values()));
        Answer answer = new Answer(algorithm, nonce(all)).right();
        assertThat(nameFrom(show(all, answer))).isEqualTo("Mufasa");
    }

    @Test
    void anAlgorithmThatIsNotOfferedIsNotTaken() {
        assertThat(challenges(show(digest, new Answer(DigestAlgorithm.MD5, nonce(digest)).right())))
                .hasSize(1);
        assertThat(challenges(show(digest, answer().right().set("algorithm", "SHA-1"))))
                .hasSize(1);
    }

    @Test
    void withoutAnAlgorithmItIsMd5() {
        DigestAuthenticator md5 = digest(terms -> terms.algorithms(DigestAlgorithm.MD5));
        Answer answer = new Answer(DigestAlgorithm.MD5, nonce(md5)).right();
        assertThat(nameFrom(show(md5, answer.without("algorithm")))).isEqualTo("Mufasa");
    }

    @Test
    void quotesAndCaseDoNotMatterWhereTheyCarryNothing() {
        Answer answer =
                answer().set("nc", "\"0000000A\"").set("qop", "\"auth\"").right();
        String upper = answer.plain("response").toUpperCase(java.util.Locale.ROOT);
        answer.set("algorithm", "\"sha-256\"").set("response", upper);
        assertThat(nameFrom(show(digest, answer))).isEqualTo("Mufasa");
    }

    @Test
    void namesBeyondAsciiComeInEitherForm() {
        Answer extended = answer().right("Jäsøn Doe", "Secret, or not?")
                .without("username")
                .set("username*", "UTF-8''J%C3%A4s%C3%B8n%20Doe");
        assertThat(nameFrom(show(digest, extended))).isEqualTo("Jäsøn Doe");
        // UTF-8, as it arrives.
        Answer quoted =
                answer().right("Jäsøn Doe", "Secret, or not?").set("username", "\"J\u00c3\u00a4s\u00c3\u00b8n Doe\"");
        assertThat(nameFrom(show(digest, quoted))).isEqualTo("Jäsøn Doe");
    }

    @Test
    void aHashedNameIsTakenWhereItIsInvited() {
        String hash = DigestAlgorithm.SHA_256.userhash("Mufasa", REALM);
        Answer hidden = answer().set("username", "\"" + hash + "\"").set("userhash", "true");
        DigestAuthenticator inviting = digest(terms -> terms.userhash(true));
        assertThat(challenges(ask(inviting, "/")).get(0).parameter("userhash")).isEqualTo("true");
        assertThat(nameFrom(show(
                        inviting,
                        hidden.set("nonce", "\"" + nonce(inviting) + "\"").right())))
                .isEqualTo("Mufasa");
        assertThat(nameFrom(show(
                        inviting,
                        answer().set("nonce", "\"" + nonce(inviting) + "\"")
                                .set("userhash", "true")
                                .right())))
                .as("a plain name is not the hash of one")
                .isNull();
    }

    @Test
    void theTargetMayHaveAnotherFormThanTheUri() {
        String line = answer().right().line();
        assertThat(nameFrom(ask(digest, "http://example.org/chat?room=1", line)))
                .isEqualTo("Mufasa");
    }

    // Wrong ones

    @Test
    void aWrongPasswordIsChallengedAnew() {
        Challenge challenge =
                challenges(show(digest, answer().right("Mufasa", "wrong"))).get(0);
        assertThat(challenge.parameter("stale")).isNull();
    }

    @Test
    void anUnknownUserLooksLikeAWrongPassword() {
        Answer unknown = answer().set("username", "\"Scar\"").right("Scar", "x");
        Answer wrong = answer().right("Mufasa", "x");
        Challenge first = challenges(show(digest, unknown)).get(0);
        Challenge second = challenges(show(digest, wrong)).get(0);
        assertThat(first.parameters().keySet()).isEqualTo(second.parameters().keySet());
    }

    @Test
    void theDecoysPasswordOpensNothing() {
        PasswordVerifier lion =
                PasswordVerifier.of(new Credentials("Mufasa", "Circle of Life"), AuthenticatedPrincipal.of("Mufasa"));
        CredentialStore nobody = new CredentialStore() {
            @Override
            public CompletionStage<PasswordVerifier> find(String user) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public PasswordVerifier decoy() {
                return lion;
            }
        };
        DigestAuthenticator closed = DigestAuthenticator.builder(REALM, nobody).build();
        Answer answer = new Answer(DigestAlgorithm.SHA_256, nonce(closed)).right();
        assertThat(challenges(show(closed, answer))).hasSize(1);
    }

    @Test
    void aUserOfWhomOnlyAHashIsKnownCannotUseDigest() {
        PasswordVerifier hashed = new PasswordVerifier() {
            @Override
            public AuthenticatedPrincipal principal() {
                return AuthenticatedPrincipal.of("Mufasa");
            }

            @Override
            public boolean isPassword(String password) {
                return true;
            }
        };
        CredentialStore store = new CredentialStore() {
            @Override
            public CompletionStage<PasswordVerifier> find(String user) {
                return CompletableFuture.completedFuture(hashed);
            }

            @Override
            public PasswordVerifier decoy() {
                return hashed;
            }
        };
        DigestAuthenticator digest = DigestAuthenticator.builder(REALM, store).build();
        Answer answer = new Answer(DigestAlgorithm.SHA_256, nonce(digest)).right();
        assertThat(challenges(show(digest, answer))).hasSize(1);
    }

    @Test
    void everyParameterIsPartOfTheResponse() {
        Map<String, String> changes = Map.of("cnonce", "\"d\"", "nc", "00000002", "realm", "\"other\"");
        changes.forEach((name, value) -> assertThat(
                        nameFrom(show(digest, answer().right().set(name, value))))
                .as(name)
                .isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "realm", "nonce", "uri", "response", "nc", "cnonce", "qop"})
    void aMissingParameterIsRefused(String name) {
        assertThat(refusalStatus(show(digest, answer().right().without(name)))).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "nc, 1",
        "nc, 00000000",
        "nc, 0000000g",
        "nc, 000000001",
        "qop, auth-int",
        "uri, '\"/other\"'",
        "uri, '\"/chat?room=2\"'",
        "uri, '\"*\"'",
        "username*, UTF-8''Mufasa",
        "nonce, '\"unfinished'"
    })
    void aMalformedParameterIsRefused(String name, String value) {
        assertThat(refusalStatus(show(digest, answer().right().set(name, value))))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1''Mufasa", "UTF-8''%4", "UTF-8''%zz", "UTF-8''%ff", "Mufasa"})
    void aMalformedExtendedNameIsRefused(String value) {
        Answer answer = answer().right().without("username").set("username*", value);
        assertThat(refusalStatus(show(digest, answer))).isEqualTo(400);
    }

    @Test
    void aRepeatedParameterIsRefused() {
        String line = answer().right().line();
        assertThat(refusalStatus(ask(digest, "/chat?room=1", line + ", USERNAME=\"Scar\"")))
                .isEqualTo(400);
        assertThat(refusalStatus(ask(digest, "/chat?room=1", "Authorization: Digest")))
                .isEqualTo(400);
        assertThat(refusalStatus(ask(digest, "/chat?room=1", line + ", Basic realm=x")))
                .isEqualTo(400);
    }

    @Test
    void aRefusalRepeatsNothingOfWhatWasShown() {
        Answer answer = answer().right().set("nc", "secret42");
        Authentication.Refused refused = (Authentication.Refused) show(digest, answer);
        assertThat(refused.refusal().reason()).isEqualTo("credentials for Digest with a wrong or missing nc");
    }

    // Freshness

    @Test
    void aReplayedRequestIsAskedForAFreshNonce() {
        Answer answer = answer().right();
        assertThat(nameFrom(show(digest, answer))).isEqualTo("Mufasa");
        Challenge challenge = challenges(show(digest, answer)).get(0);
        assertThat(challenge.parameter("stale")).isEqualTo("true");
        assertThat(challenge.parameter("nonce")).isNotEqualTo(answer.plain("nonce"));
        assertThat(nameFrom(show(digest, answer.set("nc", "00000002").right()))).isEqualTo("Mufasa");
    }

    @Test
    void anOldNonceIsStaleAndAFreshOneIsNot() {
        DigestAuthenticator brief = digest(terms -> terms.nonceLifetime(Duration.ofSeconds(30)));
        Answer answer = new Answer(DigestAlgorithm.SHA_256, nonce(brief)).right();
        now = now.plusMillis(30_001);
        assertThat(challenges(show(brief, answer)).get(0).parameter("stale")).isEqualTo("true");
    }

    @Test
    void staleIsNeverSaidOfAWrongPassword() {
        Answer forged = answer().set("nonce", "\"forged\"").right("Mufasa", "wrong");
        assertThat(challenges(show(digest, forged)).get(0).parameter("stale")).isNull();
        assertThat(challenges(show(digest, forged.right())).get(0).parameter("stale"))
                .isEqualTo("true");
    }

    @Test
    void withoutQopANonceIsGoodOnce() {
        DigestAuthenticator old = digest(terms -> terms.withoutQop(true).algorithms(DigestAlgorithm.MD5));
        Answer answer = new Answer(DigestAlgorithm.MD5, nonce(old))
                .without("qop")
                .without("nc")
                .without("cnonce")
                .right();
        assertThat(nameFrom(show(old, answer))).isEqualTo("Mufasa");
        assertThat(challenges(show(old, answer)).get(0).parameter("stale")).isEqualTo("true");
        assertThat(refusalStatus(show(digest(terms -> terms.algorithms(DigestAlgorithm.MD5)), answer)))
                .isEqualTo(400);
    }

    // Terms

    @Test
    void wrongTermsAreRefused() {
        assertThatThrownBy(() -> DigestAuthenticator.builder("größe", USERS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> digest(DigestAuthenticator.Builder::algorithms))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> digest(terms -> terms.nonceLifetime(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRealmWithQuotesArrivesUnchanged() {
        DigestAuthenticator odd =
                DigestAuthenticator.builder("a \"b\" \\c", USERS).build();
        assertThat(challenges(ask(odd, "/")).get(0).parameter("realm")).isEqualTo("a \"b\" \\c");
    }

    // Servers behind a balancer

    @Test
    void serversWithTheSameSecretTakeEachOthersNonces() {
        byte[] secret = Nonces.randomSecret();
        Authenticator one = digest(terms -> terms.nonceSecret(secret));
        Authenticator other = digest(terms -> terms.nonceSecret(secret));
        Answer answer = new Answer(DigestAlgorithm.SHA_256, nonce(one)).right();
        assertThat(nameFrom(show(other, answer))).isEqualTo("Mufasa");
        assertThat(challenges(show(other, answer)).get(0).parameter("stale")).isEqualTo("true");
    }

    @Test
    void serversWithSecretsOfTheirOwnDoNot() {
        Answer answer = new Answer(DigestAlgorithm.SHA_256, nonce(digest(terms -> terms))).right();
        assertThat(challenges(show(digest, answer)).get(0).parameter("stale")).isEqualTo("true");
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> digest(terms -> terms.nonceSecret(new byte[31])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nonceSecret has 31 bytes; it needs 32");
    }
}
