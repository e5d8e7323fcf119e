package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.server.TwsjServerStartedEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Beside one of Boot's own web servers, and without any. The build runs it three times: as it stands, without; then with
 * {@code spring-boot-starter-webmvc} and with {@code -webflux} on the class path, which have a {@link #WEB_SERVER}.
 */
class BesideWebServersTest {

    /** Which web server has to be there, as its class says. */
    private static final String WEB_SERVER = System.getProperty("twsj.test.web-server", "");

    @Configuration
    @EnableAutoConfiguration
    @Import(Echo.class)
    static class Application {}

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String text(String text) {
            return text;
        }
    }

    /** A page for the web server. */
    @TempDir
    private Path pages;

    /** Has all threads of the application: those of other tests may live on. */
    private final ThreadGroup threads = new ThreadGroup("an application");

    private final List<Integer> opened = new ArrayList<>();
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();

    static boolean hasWebServer() {
        return !WEB_SERVER.isEmpty();
    }

    @AfterEach
    void stop() {
        running.forEach(ConfigurableApplicationContext::close);
    }

    private ConfigurableApplicationContext start(String... properties) throws Exception {
        FutureTask<ConfigurableApplicationContext> starting = new FutureTask<>(() -> run(properties));
        new Thread(threads, starting).start();
        return starting.get();
    }

    private ConfigurableApplicationContext run(String... properties) {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.web.resources.static-locations=" + pages.toUri(),
                        "spring.reactor.netty.shutdown-quiet-period=0s",
                        "twsj.server.port=0",
                        "twsj.server.address=127.0.0.1",
                        "spring.main.banner-mode=off")
                .listeners((ApplicationListener<TwsjServerStartedEvent>) event -> opened.add(event.getPort()))
                .run(properties);
        running.add(context);
        return context;
    }

    private static int port(ConfigurableApplicationContext context, String property) {
        return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static void expectEcho(int port) throws Exception {
        try (TestClient client = TestClient.connect(port, "/echo")) {
            assertThat(client.send("hello").next()).isEqualTo("hello");
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() == threads)
                .map(Thread::getName)
                .filter(name -> name.startsWith("twsj"))
                .toList();
    }

    @Test
    void handlersAreServedOnAPortOfTheirOwn() throws Exception {
        ConfigurableApplicationContext context = start();
        expectEcho(port(context, "local.twsj.server.port"));
        assertThat(context.getEnvironment().containsProperty("local.server.port"))
                .isEqualTo(hasWebServer());
    }

    @Test
    @EnabledIf("hasWebServer")
    void theWebServerServesWhatItAlwaysDoes() throws Exception {
        Files.writeString(pages.resolve("hello.txt"), "hello from a page");
        ConfigurableApplicationContext context = start();
        int web = port(context, "local.server.port");
        int webSocket = port(context, "local.twsj.server.port");

        assertThat(context.getClass().getMethod("getWebServer").invoke(context).getClass())
                .hasToString("class " + WEB_SERVER);
        assertThat(web).isNotEqualTo(webSocket);
        assertThat(get(web, "/hello.txt").body()).isEqualTo("hello from a page");
        assertThat(get(web, "/echo").statusCode()).isEqualTo(404);
        assertThat(get(webSocket, "/hello.txt").statusCode()).isEqualTo(404);
        assertThat(get(webSocket, "/echo").statusCode()).isEqualTo(426);
    }

    @Test
    void afterTheEndNoPortAndNoThreadIsLeft() throws Exception {
        ConfigurableApplicationContext context = start();
        int webSocket = port(context, "local.twsj.server.port");
        try (TestClient client = TestClient.connect(webSocket, "/echo")) {
            assertThat(client.send("hello").next()).isEqualTo("hello");
            context.close();
            assertThat(client.closed()).isEqualTo("1001");
        }
        assertThat(isListening(webSocket)).isFalse();
        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }

    @Test
    @EnabledIf("hasWebServer")
    void aWebServerThatCannotStartLeavesNothingOfOurs() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> start("--server.port=" + taken.getLocalPort()))
                    .hasStackTraceContaining("Port " + taken.getLocalPort());
        }
        assertThat(opened).noneMatch(BesideWebServersTest::isListening);
        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }

    @Test
    void ourPortInUseStopsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> start("--twsj.server.port=" + taken.getLocalPort()))
                    .hasStackTraceContaining(
                            "cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": Address already in use");
        }
        assertThat(opened).isEmpty();
        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }
}
