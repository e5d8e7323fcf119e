package io.twsj.handshake.auth;

import static io.twsj.handshake.auth.Asking.ask;
import static io.twsj.handshake.auth.Asking.challenges;
import static io.twsj.handshake.auth.Asking.nameFrom;
import static io.twsj.handshake.auth.Asking.refusalStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Basic on the server (RFC 7617), and the users behind it. */
class BasicAuthenticatorTest {

    private static final InMemoryCredentials USERS = InMemoryCredentials.builder()
            .user("Aladdin", "open sesame")
            .user("test", "123£")
            .user("colon", "a:b")
            .user("empty", "")
            .build();

    private final BasicAuthenticator basic = new BasicAuthenticator("the \"cave\"", USERS);

    private static String line(String token) {
        return "Authorization: Basic " + token;
    }

    private static String base64(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoShowsNothingIsChallenged() {
        assertThat(((Authentication.Challenged) ask(basic, "/")).challenges())
                .containsExactly("Basic realm=\"the \\\"cave\\\"\", charset=\"UTF-8\"");
    }

    /** The last but one is ISO-8859-1, from clients that do not know better. */
    @ParameterizedTest
    @CsvSource({
        "QWxhZGRpbjpvcGVuIHNlc2FtZQ==, Aladdin",
        "dGVzdDoxMjPCow==, test",
        "dGVzdDoxMjOj, test",
        "Y29sb246YTpi, colon"
    })
    void theRightPasswordIsGranted(String token, String user) {
        assertThat(nameFrom(ask(basic, "/", line(token)))).isEqualTo(user);
    }

    @Test
    void caseAndSpacesOfTheSchemeDoNotMatter() {
        assertThat(nameFrom(ask(basic, "/", "Authorization: bASIC   QWxhZGRpbjpvcGVuIHNlc2FtZQ==")))
                .isEqualTo("Aladdin");
    }

    @Test
    void anEmptyPasswordIsAPassword() {
        assertThat(nameFrom(ask(basic, "/", line(base64("empty:"))))).isEqualTo("empty");
        assertThat(challenges(ask(basic, "/", line(base64("Aladdin:"))))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Aladdin:open sesam",
                "Aladdin:open sesame ",
                "Aladdin:Open sesame",
                "aladdin:open sesame",
                "decoy:decoy",
                ":",
                "Aladdin:open sesame:"
            })
    void everythingElseIsChallenged(String pair) {
        assertThat(challenges(ask(basic, "/", line(base64(pair))))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!!!", "QWxhZGRpbg==", "QWxhZGRpbjpvcGVuIHNlc2FtZQ==x", "YTpiCg==", "YQA6Yg=="})
    void whatIsMalformedIsRefused(String token) {
        assertThat(refusalStatus(ask(basic, "/", line(token)))).isEqualTo(400);
    }

    /** Both verifiers are asked once: what takes long, takes as long. */
    @Test
    void anUnknownUserCostsAsMuchAsAKnownOne() {
        AtomicInteger known = new AtomicInteger();
        AtomicInteger decoy = new AtomicInteger();
        CredentialStore store = new CredentialStore() {
            @Override
            public CompletionStage<PasswordVerifier> find(String user) {
                return CompletableFuture.completedFuture(user.equals("known") ? counting(known) : null);
            }

            @Override
            public PasswordVerifier decoy() {
                return counting(decoy);
            }
        };
        BasicAuthenticator counted = new BasicAuthenticator("r", store);
        assertThat(nameFrom(ask(counted, "/", line(base64("known:x"))))).isEqualTo("known");
        assertThat(challenges(ask(counted, "/", line(base64("unknown:x"))))).hasSize(1);
        assertThat(known).hasValue(1);
        assertThat(decoy).hasValue(1);
    }

    private static PasswordVerifier counting(AtomicInteger count) {
        return new PasswordVerifier() {
            @Override
            public AuthenticatedPrincipal principal() {
                return AuthenticatedPrincipal.of("known");
            }

            @Override
            public boolean isPassword(String password) {
                count.incrementAndGet();
                return true;
            }
        };
    }

    @Test
    void theUsersPrincipalIsTheirs() {
        AuthenticatedPrincipal admin = AuthenticatedPrincipal.of("Administrator", Map.of("role", "admin"), null);
        InMemoryCredentials users =
                InMemoryCredentials.builder().user("root", "x", admin).build();
        Authentication found = ask(new BasicAuthenticator("r", users), "/", line(base64("root:x")));
        assertThat(found).isEqualTo(Authentication.granted(admin));
    }

    @Test
    void usersAreCheckedAndHidden() {
        InMemoryCredentials.Builder users = InMemoryCredentials.builder().user("a", "secret");
        assertThatThrownBy(() -> users.user("a", "other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("user a is there twice");
        assertThatThrownBy(() -> users.user("b:c", "other")).isInstanceOf(IllegalArgumentException.class);
        assertThat(users.build()).hasToString("1 users");
        assertThat(PasswordVerifier.of(new Credentials("a", "secret"), AuthenticatedPrincipal.of("a"))
                        .toString())
                .doesNotContain("secret");
        assertThat(AuthenticatedPrincipal.of("a", Map.of("token", "secret"), null))
                .hasToString("a");
    }

    // Several schemes

    @Test
    void severalSchemesAreOfferedTogether() {
        Authenticator both =
                Authenticator.firstOf(DigestAuthenticator.builder("r", USERS).build(), basic);
        assertThat(challenges(ask(both, "/"))).extracting(Challenge::scheme).containsExactly("Digest", "Basic");
        assertThat(nameFrom(ask(both, "/", line(base64("Aladdin:open sesame")))))
                .isEqualTo("Aladdin");
        assertThat(challenges(ask(both, "/", line(base64("Aladdin:wrong"))))).hasSize(2);
        assertThat(refusalStatus(ask(both, "/", line("!")))).isEqualTo(400);
    }

    @Test
    void whoGrantsFirstDecides() {
        Authenticator anyone = Authenticator.firstOf(Authenticator.ANYONE, basic);
        assertThat(ask(anyone, "/")).isEqualTo(Authentication.anonymous());
    }
}
