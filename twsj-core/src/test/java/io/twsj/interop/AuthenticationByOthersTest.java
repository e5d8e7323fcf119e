package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.Recorder;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketServer;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.DigestAlgorithm;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import io.twsj.http.HttpResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that others have made read our challenges and show what we accept. */
@Timeout(90)
class AuthenticationByOthersTest {

    private static final String PYTHON = "/usr/bin/python3";

    /** Without quotes: requests does not escape them when it repeats the realm. */
    private static final String REALM = "a lion's realm, with spaces";

    private static final String USER = "Mufasa";
    private static final String PASSWORD = "Circle: of Life";
    private static final InMemoryCredentials USERS = InMemoryCredentials.of(USER, PASSWORD);

    @TempDir
    Path folder;

    private final List<String> names = new CopyOnWriteArrayList<>();

    /** Notes who has come, and sends them away: a program that speaks only HTTP waits for the end. */
    private final Recorder farewell = new Recorder() {
        @Override
        public void onOpen(WebSocketConnection connection) {
            names.add(String.valueOf(connection.principal()));
            connection.abort();
        }
    };

    private WebSocketServer serve(Authenticator... schemes) throws IOException {
        return WebSocketServer.builder()
                .address("127.0.0.1")
                .port(0)
                .route("/chat", farewell)
                .responder(request -> HttpResponse.text(200, "open to all"))
                .authenticator(Authenticator.firstOf(schemes))
                .build()
                .start();
    }

    private static Authenticator digest(DigestAlgorithm... algorithms) {
        return DigestAuthenticator.builder(REALM, USERS).algorithms(algorithms).build();
    }

    private static Authenticator scheme(String name) {
        return name.equals("basic") ? new BasicAuthenticator(REALM, USERS) : digest(DigestAlgorithm.valueOf(name));
    }

    private static String url(WebSocketServer server) {
        return "http://127.0.0.1:" + server.port() + "/chat?room=a%20b&x=%22";
    }

    // curl

    /** The statuses that curl shows on its way. */
    private static List<String> curl(WebSocketServer server, String option, String password) throws Exception {
        String[] command = {
            "curl",
            "--silent",
            "--include",
            "--http1.1",
            "--max-time",
            "10",
            option,
            "--user",
            USER + ":" + password,
            "--header",
            "Connection: Upgrade",
            "--header",
            "Upgrade: websocket",
            "--header",
            "Sec-WebSocket-Version: 13",
            "--header",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            url(server)
        };
        return lines(command).stream()
                .filter(line -> line.startsWith("HTTP/1.1 "))
                .map(line -> line.substring(9, 12))
                .toList();
    }

    private static List<String> lines(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return output.lines().toList();
        } finally {
            process.waitFor();
        }
    }

    /** Without SHA-512-256, of which curl 7.88 has an idea of its own. */
    @ParameterizedTest
    @CsvSource({"MD5", "SHA_256", "MD5_SESS", "SHA_256_SESS"})
    void curlAnswersDigest(String algorithm) throws Exception {
        Program.need("curl", "curl", "--version");
        try (WebSocketServer server = serve(scheme(algorithm))) {
            assertThat(curl(server, "--digest", PASSWORD)).containsExactly("401", "101");
            assertThat(curl(server, "--digest", "wrong")).containsExactly("401", "401");
            assertThat(names).containsExactly(USER);
        }
    }

    @Test
    void curlAnswersBasic() throws Exception {
        Program.need("curl", "curl", "--version");
        try (WebSocketServer server = serve(scheme("basic"))) {
            assertThat(curl(server, "--basic", PASSWORD)).containsExactly("101");
            assertThat(curl(server, "--anyauth", PASSWORD)).containsExactly("401", "101");
            assertThat(curl(server, "--basic", "wrong")).containsExactly("401");
        }
    }

    @Test
    void curlChoosesDigestAmongOurChallenges() throws Exception {
        Program.need("curl", "curl", "--version");
        try (WebSocketServer server = serve(scheme("basic"), digest(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5))) {
            assertThat(curl(server, "--anyauth", PASSWORD)).containsExactly("401", "101");
            assertThat(curl(server, "--basic", PASSWORD)).containsExactly("101");
        }
    }

    // python3-requests

    private List<String> requests(WebSocketServer server, String scheme, String password) throws Exception {
        Program.need("python3-requests", PYTHON, "-c", "import requests");
        Path script = folder.resolve("authenticated.py");
        if (!Files.exists(script)) {
            try (InputStream source = AuthenticationByOthersTest.class.getResourceAsStream("authenticated.py")) {
                Files.copy(source, script);
            }
        }
        return lines(PYTHON, script.toString(), url(server), scheme, USER, password);
    }

    @ParameterizedTest
    @CsvSource({"MD5", "SHA_256"})
    void requestsAnswersDigest(String algorithm) throws Exception {
        try (WebSocketServer server = serve(scheme(algorithm))) {
            assertThat(requests(server, "digest", PASSWORD)).containsExactly("[401, 101]");
            assertThat(requests(server, "digest", "wrong")).containsExactly("[401, 401]");
            assertThat(names).containsExactly(USER);
        }
    }

    @Test
    void requestsAnswersBasicAndFindsDigestBesideIt() throws Exception {
        try (WebSocketServer server = serve(digest(DigestAlgorithm.SHA_256), scheme("basic"))) {
            assertThat(requests(server, "basic", PASSWORD)).containsExactly("[101]");
            assertThat(requests(server, "digest", PASSWORD)).containsExactly("[401, 101]");
        }
    }

    // java.net.http

    private static HttpClient jdkClient(String password) {
        return HttpClient.newBuilder()
                .authenticator(new java.net.Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return new PasswordAuthentication(USER, password.toCharArray());
                    }
                })
                .build();
    }

    private static WebSocket jdkSocket(WebSocketServer server, String password) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        return jdkClient(password)
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + host + ":" + server.port() + "/chat"), new WebSocket.Listener() {})
                .join();
    }

    @Test
    void theJdkAnswersBasicBesideDigest() throws Exception {
        try (WebSocketServer server = serve(digest(DigestAlgorithm.SHA_256), scheme("basic"))) {
            jdkSocket(server, PASSWORD).abort();
            await().untilAsserted(() -> assertThat(names).containsExactly(USER));
            assertThatThrownBy(() -> jdkSocket(server, "wrong")).isInstanceOf(CompletionException.class);
        }
    }
}
