package io.twsj.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.TlsOptions;
import io.twsj.spring.annotation.LocalWebSocketPort;
import io.twsj.spring.test.WebSocketTester;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

/** The profile {@code wss}: everything as without it, but over TLS, with the certificate that the build has made. */
@SpringBootTest
@ActiveProfiles("wss")
class WssProfileTest {

    @LocalWebSocketPort
    private int port;

    @Autowired
    private SslBundles bundles;

    @Autowired
    private WebSocketTester tester;

    private SSLContext trusting;

    @BeforeEach
    void trustTheCertificate() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(bundles.getBundle("localhost").getStores().getKeyStore());
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    @Test
    void whoKnowsTheCertificateTrustsIt() {
        tester.connect(
                        "/echo",
                        options -> options.tls(
                                TlsOptions.builder().context(trusting).build()))
                .send("x".repeat(100_000))
                .expectText("x".repeat(100_000))
                .send(new byte[] {0, -1})
                .expectBinary((byte) 0, (byte) -1);
    }

    @Test
    void aChatIsHeldOverTls() {
        String answer = tester.connect("/chat/tls")
                .send("{\"type\":\"join\",\"id\":1,\"data\":{\"name\":\"Ann\"}}")
                .receiveText();

        assertThat(answer).contains("\"type\":\"joined\"").contains("\"Ann\"");
    }

    @Test
    void thePageIsServedOnTheSamePort() throws Exception {
        HttpResponse<String> page = get(
                "https://localhost:" + port + "/",
                HttpClient.newBuilder().sslContext(trusting).build());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>twsj chat</title>");
    }

    @Test
    void whoDoesNotKnowTheCertificateDoesNotTrustIt() {
        assertThatThrownBy(() -> get("https://localhost:" + port + "/", HttpClient.newHttpClient()))
                .isInstanceOf(SSLHandshakeException.class);
    }

    private static HttpResponse<String> get(String uri, HttpClient http) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
