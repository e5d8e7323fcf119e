package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twsj.handshake.HandshakeException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client does about 3xx and 401: RFC 6455 section 4.1, RFC 9110 sections 11 and 15.4. */
class ClientRedirectTest {

    private static final ConnectOptions FOLLOWING =
            ConnectOptions.builder().followRedirects(true).build();

    private final List<RawPeer.Request> requests = new CopyOnWriteArrayList<>();
    private final Recorder recorder = new Recorder();
    private final WebSocketClient client = WebSocketClient.builder()
            .names(host -> new InetAddress[] {InetAddress.getLoopbackAddress()})
            .build();

    @AfterEach
    void close() {
        client.close();
    }

    private RawServer.Script redirecting(String status, String location) {
        return peer -> {
            requests.add(peer.request());
            peer.answer("", "HTTP/1.1 " + status + " Elsewhere", "Location: " + location, "Content-Length: 0");
        };
    }

    private RawServer.Script accepting() {
        return peer -> {
            requests.add(peer.accept());
            peer.awaitClose();
        };
    }

    private void connects(RawServer server, ConnectOptions options, String path) throws Exception {
        client.connectBlocking(server.uri(path), options, recorder).close();
        recorder.awaitClose();
    }

    private HandshakeException refused(RawServer server, ConnectOptions options) {
        return catchThrowableOfType(
                HandshakeException.class, () -> client.connectBlocking(server.uri("/a/b?c=d"), options, recorder));
    }

    // Redirects

    @ParameterizedTest
    @ValueSource(strings = {"301", "302", "303", "307", "308"})
    void redirectsAreFollowedIfAskedForWithANewKey(String status) throws Exception {
        try (RawServer server = RawServer.start(redirecting(status, "../e?f=g#h"), accepting())) {
            connects(server, FOLLOWING, "/a/b?c=d");
            assertThat(requests).extracting(RawPeer.Request::path).containsExactly("/a/b?c=d", "/e?f=g");
            assertThat(requests)
                    .extracting(request -> request.header("Sec-WebSocket-Key"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void anAbsoluteLocationMayBeHttp() throws Exception {
        try (RawServer target = RawServer.start(accepting());
                RawServer server = RawServer.start(redirecting("307", "http://127.0.0.1:" + target.port() + "/x"))) {
            connects(server, FOLLOWING, "/");
            assertThat(requests).extracting(RawPeer.Request::path).containsExactly("/", "/x");
        }
    }

    @Test
    void tenRedirectsAreFollowedAndNoMore() throws Exception {
        try (RawServer server = RawServer.start(redirecting("302", "/again"))) {
            HandshakeException failure = refused(server, FOLLOWING);
            assertThat(failure.status()).isEqualTo(302);
            assertThat(failure).hasMessageContaining("after 10 redirects");
            assertThat(requests).hasSize(11);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.com/, neither ws nor wss",
        "http://me:secret@example.com/, user-info",
        "http://[/, no URI",
        "ws+unix:/run/app.sock, neither ws nor wss"
    })
    void aLocationThatIsNoneIsARefusal(String location, String why) throws Exception {
        try (RawServer server = RawServer.start(redirecting("302", location))) {
            HandshakeException failure = refused(server, FOLLOWING);
            assertThat(failure.status()).isEqualTo(302);
            assertThat(failure).hasMessageContaining("not followed").hasMessageContaining(why);
            assertThat(failure.headers().first("Location")).isEqualTo(location);
        }
    }

    @Test
    void secretsStayWithTheOriginThatWasNamed() throws Exception {
        ConnectOptions options = ConnectOptions.builder()
                .followRedirects(true)
                .header("Authorization", "Bearer secret")
                .cookie("session", "secret")
                .subprotocols(List.of("chat", "bearer.c2VjcmV0"))
                .header("X-Other", "public")
                .build();
        try (RawServer other = RawServer.start(accepting());
                RawServer server = RawServer.start(
                        redirecting("302", "/same"), redirecting("302", "http://127.0.0.1:" + other.port() + "/x"))) {
            connects(server, options, "/");
            assertThat(requests)
                    .extracting(request -> request.header("Authorization"))
                    .containsExactly("Bearer secret", "Bearer secret", null);
            assertThat(requests)
                    .extracting(request -> request.header("Cookie"))
                    .containsExactly("session=secret", "session=secret", null);
            assertThat(requests)
                    .extracting(request -> request.header("Sec-WebSocket-Protocol"))
                    .containsExactly("chat, bearer.c2VjcmV0", "chat, bearer.c2VjcmV0", "chat");
            assertThat(requests)
                    .extracting(request -> request.header("X-Other"))
                    .containsOnly("public");
        }
    }

    @Test
    void anotherHostOfTheSameAddressIsAnotherOrigin() throws Exception {
        ConnectOptions options = ConnectOptions.builder()
                .followRedirects(true)
                .cookie("session", "secret")
                .build();
        try (RawServer target = RawServer.start(accepting());
                RawServer server =
                        RawServer.start(redirecting("302", "http://other.test:" + target.port() + "/"), accepting())) {
            connects(server, options, "/");
            assertThat(requests.get(1).header("Cookie")).isNull();
            assertThat(requests.get(1).header("Host")).isEqualTo("other.test:" + target.port());
        }
    }

    // 401

    private RawServer.Script challenging(String... challenges) {
        return peer -> {
            requests.add(peer.request());
            String lines = String.join("\r\nWWW-Authenticate: ", challenges);
            peer.answer("who?", "HTTP/1.1 401 Unauthorized", "WWW-Authenticate: " + lines, "Content-Length: 4");
        };
    }

    private static final ConnectOptions ALADDIN =
            ConnectOptions.builder().credentials("Aladdin", "open sesame").build();

    @Test
    void basicIsAnsweredOnceWithANewKey() throws Exception {
        try (RawServer server = RawServer.start(
                challenging("Digest realm=\"x\", nonce=\"n\", algorithm=SHA-1", "Basic realm=\"x\""), accepting())) {
            connects(server, ALADDIN, "/");
            assertThat(requests)
                    .extracting(request -> request.header("Authorization"))
                    .containsExactly(null, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
            assertThat(requests)
                    .extracting(request -> request.header("Sec-WebSocket-Key"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void wrongCredentialsAreTriedOnce() throws Exception {
        try (RawServer server = RawServer.start(challenging("Basic realm=\"x\""))) {
            HandshakeException failure = refused(server, ALADDIN);
            assertThat(failure.status()).isEqualTo(401);
            assertThat(failure)
                    .hasMessageContaining("the credentials were refused")
                    .hasMessageNotContaining("sesame");
            assertThat(failure.bodyText()).isEqualTo("who?");
            assertThat(requests).hasSize(2);
        }
    }

    @Test
    void aChallengeThatCannotBeAnsweredIsARefusal() throws Exception {
        try (RawServer server = RawServer.start(challenging("Negotiate"))) {
            assertThat(refused(server, ALADDIN)).hasMessageContaining("none of its challenges can be answered");
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void anAuthenticatorThatNeverHasEnoughIsStopped() throws Exception {
        ConnectOptions options = ConnectOptions.builder()
                .authenticator(refused -> "Toy " + refused.challenges().get(0).token68())
                .build();
        try (RawServer server = RawServer.start(challenging("Toy abc"))) {
            assertThat(refused(server, options).status()).isEqualTo(401);
            assertThat(requests).hasSize(4);
            assertThat(requests.get(3).header("Authorization")).isEqualTo("Toy abc");
        }
    }

    @Test
    void credentialsAreNotForTheServerThatARedirectLeadsTo() throws Exception {
        ConnectOptions options = ALADDIN.toBuilder().followRedirects(true).build();
        try (RawServer other = RawServer.start(challenging("Basic realm=\"x\""));
                RawServer server = RawServer.start(
                        challenging("Basic realm=\"x\""),
                        redirecting("302", "http://127.0.0.1:" + other.port() + "/x"))) {
            assertThat(refused(server, options).status()).isEqualTo(401);
            assertThat(requests).hasSize(3);
            assertThat(requests.get(1).header("Authorization")).startsWith("Basic ");
            assertThat(requests.get(2).header("Authorization")).isNull();
        }
    }
}
