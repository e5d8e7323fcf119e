package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link TlsOptions} refuses, at the call and with a message that helps. */
class TlsOptionsTest {

    private static void refused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(IOException.class).hasMessageContainingAll(words);
    }

    @Test
    void aKeyStoreIsReadWhereItIsNamed() {
        refused(() -> TlsOptions.builder().keyStore(Path.of("/no/such.p12"), "x"), "/no/such.p12");
        refused(() -> TlsOptions.builder().keyStore(TlsTesting.file("ec.p12"), "wrong"), "ec.p12", "password");
        refused(() -> TlsOptions.builder().keyStore(TlsTesting.file("ec.crt"), "x"), "ec.crt");
    }

    @Test
    void aKeyStoreMustHoldAKey() throws Exception {
        java.security.KeyStore store = TlsFiles.trusting(PemFiles.certificates(TlsTesting.file("ec.crt")));
        refused(() -> TlsOptions.builder().keyStore(store, ""), "holds no private key");
    }

    @Test
    void pemFilesMustHoldWhatTheyAreFor(@TempDir Path directory) throws IOException {
        Path crt = TlsTesting.file("ec.crt");
        Path key = TlsTesting.file("ec.key");
        Path damaged = Files.writeString(
                directory.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        refused(() -> TlsOptions.builder().certificate(key, key), "ec.key", "no certificate");
        refused(() -> TlsOptions.builder().certificate(crt, crt), "ec.crt", "no private key");
        refused(() -> TlsOptions.builder().certificate(damaged, key), "damaged.pem", "cannot be read");
        refused(() -> TlsOptions.builder().certificate(crt, TlsTesting.file("rsa.key")), "rsa.key", "EC key");
        refused(() -> TlsOptions.builder().certificate(crt, TlsTesting.file("other.key")), "other.key", "not belong");
        refused(
                () -> TlsOptions.builder().certificate(TlsTesting.file("rsa.crt"), TlsTesting.file("rsa-pkcs1.key")),
                "RSA PRIVATE KEY",
                "openssl pkcs8 -topk8");
        refused(() -> TlsOptions.builder().trustCertificates(key), "no certificate");
    }

    @Test
    void aPemFileMayHoldMoreThanItsBlocks(@TempDir Path directory) throws IOException {
        Path both = Files.writeString(
                directory.resolve("both.pem"),
                "a comment\r\n" + Files.readString(TlsTesting.file("rsa.key")).replace("\n", "\r\n") + "another\r\n"
                        + Files.readString(TlsTesting.file("rsa.crt")) + Files.readString(TlsTesting.file("ec.crt")));
        assertThat(PemFiles.certificates(both)).hasSize(2);
        assertThat(TlsOptions.builder().certificate(both, both).build().forServer())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1", "SSLv3", "TLS", ""})
    void oldVersionsAreNotToBeHad(String version) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsOptions.builder().protocols("TLSv1.2", version))
                .withMessageContaining("TLSv1.3 and TLSv1.2");
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TlsTesting.server("ec").context(SSLContext.getDefault()).build())
                .withMessageContaining("context");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TlsTesting.server("ec").clientAuth(ClientAuth.NEED).build())
                .withMessageContaining("trustStore");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsOptions.builder().cipherSuites("ROT13").build())
                .withMessageContaining("ROT13");
    }

    @Test
    void aServerNeedsACertificate() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> WebSocketServer.builder().tls(TlsOptions.builder().build()))
                .withMessageContaining("certificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketServer.builder()
                        .tls(TlsTesting.server("ec").insecure().build()))
                .withMessageContaining("insecure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*.", "a.*.b", "a b", "", "*.*.org", "host:443", "[::1]"})
    void aServerNameIsAHostNameOrAWildcard(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsTesting.server("ec")
                        .serverName(pattern, TlsTesting.server("ec").build()))
                .withMessageContaining(pattern);
    }

    @ParameterizedTest
    @CsvSource({"a.org, exact", "b.a.org, wild", "x.b.a.org, other", "org, other", ", other", ".a.org, other"})
    void theExactNameComesBeforeTheWildcard(String name, String expected) {
        ServerNames<String> names = new ServerNames<>(
                Map.of(ServerNames.checked("A.org"), "exact", ServerNames.checked("*.a.ORG"), "wild"), "other");
        assertThat(names.find(name)).isEqualTo(expected);
    }
}
