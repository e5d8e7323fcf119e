package io.twsj.handshake.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The hashes of Digest (RFC 7616 section 3.4): the examples of the RFCs, and values computed apart from this code. */
class DigestVectorsTest {

    private static final String REALM = "http-auth@example.org";
    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    private static final String GET = DigestComputation.a2("GET", "/dir/index.html");

    private static String mufasas(DigestAlgorithm algorithm, String qop, String a2) {
        String secret = algorithm.secret("Mufasa", REALM, "Circle of Life");
        String a1 = DigestComputation.a1(algorithm, secret, NONCE, CNONCE);
        return DigestComputation.response(algorithm, a1, NONCE, "00000001", CNONCE, qop, a2);
    }

    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA_256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5_SESS, e783283f46242139c486a698fec7211d",
        "SHA_256_SESS, 2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7",
        "SHA_512_256, 430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0",
        "SHA_512_256_SESS, 3f2a34f923c38b0fb26dce2fdfc2ce326c23cecf86fbb1444f3e51fbbc2cb92e"
    })
    void everyAlgorithmHasItsResponse(DigestAlgorithm algorithm, String response) {
        assertThat(mufasas(algorithm, "auth", GET)).isEqualTo(response);
    }

    @Test
    void theHashesOnTheWayAreThoseOfTheRfc() {
        assertThat(DigestAlgorithm.MD5.secret("Mufasa", REALM, "Circle of Life"))
                .isEqualTo("3d78807defe7de2157e2b0b6573a855f");
        assertThat(DigestAlgorithm.MD5.hash(GET)).isEqualTo("39aff3a2bab6126f332b942af96d3366");
        assertThat(DigestAlgorithm.SHA_256.secret("Mufasa", REALM, "Circle of Life"))
                .isEqualTo("7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
        assertThat(DigestAlgorithm.SHA_256.hash(GET))
                .isEqualTo("9a3fdae9a622fe8de177c24fa9c070f2b181ec85e15dcbdc32e10c82ad450b04");
    }

    /** Forms that nobody here sends: the integrity of a body, and what a server could say in Authentication-Info. */
    @Test
    void otherQopsAndA2sFitIntoTheSameComputation() {
        String ofEmptyBody = GET + ":" + DigestAlgorithm.SHA_256.hash("");
        assertThat(mufasas(DigestAlgorithm.SHA_256, "auth-int", ofEmptyBody))
                .isEqualTo("8bdf6f15638e260831e905028de5450562816d093c9bfc5c13d3a46adcdde940");
        String ofServer = DigestComputation.a2("", "/dir/index.html");
        assertThat(mufasas(DigestAlgorithm.MD5, "auth", ofServer)).isEqualTo("9b712497bc9f91499fbcca1dfc5f09a5");
        assertThat(mufasas(DigestAlgorithm.SHA_256, "auth", ofServer))
                .isEqualTo("86d3b25618d41854ca5039a5d7e53ff6355d5134a9b1fb088a78ac3c462195a0");
    }

    @Test
    void theExampleOfRfc2617Holds() {
        String nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
        String secret = DigestAlgorithm.MD5.secret("Mufasa", "testrealm@host.com", "Circle Of Life");
        assertThat(DigestComputation.response(DigestAlgorithm.MD5, secret, nonce, "00000001", "0a4f113b", "auth", GET))
                .isEqualTo("6629fae49393a05397450978507c4ef1");
        assertThat(DigestComputation.responseWithoutQop(DigestAlgorithm.MD5, secret, nonce, GET))
                .isEqualTo("670fd8c2df070c60b045671b8b24ff02");
    }

    /** RFC 7616 3.9.2 prints SHA-512 cut to 32 bytes; these are the hashes of FIPS 180-4. */
    @Test
    void namesBeyondAsciiAreHashedInUtf8() {
        DigestAlgorithm algorithm = DigestAlgorithm.SHA_512_256;
        String user = "Jäsøn Doe";
        String nonce = "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK";
        String cnonce = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
        assertThat(algorithm.userhash(user, "api@example.org"))
                .isEqualTo("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
        String secret = algorithm.secret(user, "api@example.org", "Secret, or not?");
        String a2 = DigestComputation.a2("GET", "/doe.json");
        assertThat(DigestComputation.response(algorithm, secret, nonce, "00000001", cnonce, "auth", a2))
                .isEqualTo("3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
    }

    @Test
    void composedAndDecomposedLettersAreTheSame() {
        assertThat(DigestAlgorithm.MD5.secret("Ja\u0308son", "r", "pa\u0308ss"))
                .isEqualTo(DigestAlgorithm.MD5.secret("J\u00e4son", "r", "p\u00e4ss"));
        assertThat(DigestAlgorithm.MD5.userhash("Ja\u0308son", "r"))
                .isEqualTo(DigestAlgorithm.MD5.userhash("J\u00e4son", "r"));
    }

    @ParameterizedTest
    @EnumSource
    void algorithmsAreFoundByTheirTokens(DigestAlgorithm algorithm) {
        assertThat(DigestAlgorithm.of(algorithm.token().toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(algorithm);
        assertThat(algorithm.isSession()).isEqualTo(algorithm.token().endsWith("-sess"));
        assertThat(DigestAlgorithm.of("SHA-1")).isNull();
    }
}
