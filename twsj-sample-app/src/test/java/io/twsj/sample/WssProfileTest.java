package io.twsj.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.spring.annotation.LocalWebSocketPort;
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
@SpringBootTest(properties = "twsj.server.port=0")
@ActiveProfiles("wss")
class WssProfileTest {

    @LocalWebSocketPort
    private int port;

    @Autowired
    private SslBundles bundles;

    private HttpClient trusting;

    @BeforeEach
    void trustTheCertificate() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(bundles.getBundle("localhost").getStores().getKeyStore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        trusting = HttpClient.newBuilder().sslContext(context).build();
    }

    private TestClient connect(String path) {
        return TestClient.connect(trusting, URI.create("wss://localhost:" + port + path));
    }

    @Test
    void echoSendsTextAndBinaryBack() throws Exception {
        try (TestClient client = connect("/echo")) {
            client.send("x".repeat(100_000));
            assertThat(client.nextText()).isEqualTo("x".repeat(100_000));
            client.send(new byte[] {0, -1});
            assertThat(client.nextBinary()).containsExactly(0, -1);
        }
    }

    @Test
    void aChatIsHeldOverTls() throws Exception {
        try (TestClient ann = connect("/chat/tls")) {
            ann.send("{\"type\":\"join\",\"id\":1,\"data\":{\"name\":\"Ann\"}}");
            assertThat(ann.nextText()).contains("\"type\":\"joined\"").contains("\"Ann\"");
        }
    }

    @Test
    void thePageIsServedOnTheSamePort() throws Exception {
        HttpResponse<String> page = get("https://localhost:" + port + "/", trusting);

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
