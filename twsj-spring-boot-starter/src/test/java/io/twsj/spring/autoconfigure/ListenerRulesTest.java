package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** {@code twsj.listeners.*}: what is refused, and what is said of a listener that cannot be opened. */
class ListenerRulesTest {

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String on(String text) {
            return text;
        }
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjServerAutoConfiguration.class,
                    TwsjHandlerAutoConfiguration.class,
                    TwsjExecutorAutoConfiguration.class,
                    TwsjTlsAutoConfiguration.class,
                    SslAutoConfiguration.class))
            .withBean(Echo.class)
            .withPropertyValues("twsj.server.port=0", "twsj.server.address=127.0.0.1");

    private static FailureAnalysis failure(ApplicationContextRunner runner) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        runner.run(context -> analysis[0] = FailureAnalyses.of(context.getStartupFailure()));
        return analysis[0];
    }

    @ParameterizedTest
    @CsvSource({
        "a.address=127.0.0.1, a.port, has a port or a unix-socket.path",
        "a.port=-1, a.port, between 0 and 65535",
        "a.port=65536, a.port, between 0 and 65535",
        "a.port=many, a.port, failed to convert",
        "a.port=0 a.unix-socket.path=x, a.port, There is a unix-socket.path already",
        "a.port=0 a.unix-socket.permissions=rw-------, a.unix-socket.permissions, Only a Unix domain socket",
        "a.unix-socket.path=, a.unix-socket.path, must name a file",
        "a.unix-socket.path=/, a.unix-socket.path, must name a file",
        "a.unix-socket.path=x a.address=127.0.0.1, a.address, has no address",
        "a.unix-socket.path=x a.unix-socket.permissions=0660, a.unix-socket.permissions, rw-rw----",
        "a.port=0 a.ssl.enabled=true, a.ssl.enabled, Set twsj.listeners.a.ssl.bundle",
        "a.port=0 a.ssl.client-auth=need, a.ssl.client-auth, Set twsj.listeners.a.ssl.bundle",
        "a.port=0 a.ssl.sni.b.example=web, a.ssl.sni, Set twsj.listeners.a.ssl.bundle",
        "a.port=0 a.ssl.bundle=web, a.ssl.bundle, There is no such bundle",
        "a.port=0 a.proxy-protocol=v2, a.proxy-protocol, failed to convert",
        "server.port=0, 'twsj.listeners', take another name",
        "[a.b].port=0, 'twsj.listeners', letters, digits and dashes"
    })
    void aValueThatCannotWorkStopsTheStartWithTheNameOfItsProperty(String values, String name, String reason) {
        String[] properties = values.split(" ");
        for (int i = 0; i < properties.length; i++) {
            properties[i] = "twsj.listeners" + (properties[i].startsWith("[") ? "" : ".") + properties[i];
        }
        assertThat(failure(runner.withPropertyValues(properties)).getDescription())
                .contains(name)
                .contains(reason);
    }

    @Test
    void aServerWithoutAPortNeedsAnotherListener() {
        assertThat(failure(runner.withPropertyValues("twsj.server.port=-1")).getDescription())
                .contains("twsj.server.port")
                .contains("or -1 if twsj.listeners has others");
    }

    @ParameterizedTest
    @CsvSource({"ssl.bundle=web, ssl.bundle", "proxy-protocol=true, proxy-protocol"})
    void whatNoListenerWouldObeyStopsTheStart(String value, String name) {
        assertThat(failure(runner.withPropertyValues(
                                "twsj.server.port=-1",
                                "twsj.listeners.a.port=0",
                                "spring.ssl.bundle.pem.web.keystore.certificate=classpath:none.pem",
                                "twsj.server." + value))
                        .getDescription())
                .contains("twsj.server." + name)
                .contains("twsj.server.port is -1");
    }

    @Test
    void aPortInUseIsExplainedWithTheListenersProperty() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            FailureAnalysis analysis = failure(runner.withPropertyValues(
                    "twsj.listeners.inside.port=" + taken.getLocalPort(), "twsj.listeners.inside.address=127.0.0.1"));
            assertThat(analysis.getDescription()).contains("cannot listen on inside (127.0.0.1:");
            assertThat(analysis.getAction()).contains("set twsj.listeners.inside.port to a free one");
        }
    }

    @Test
    void aUnixSocketThatCannotBeMadeIsExplained(@TempDir Path directory) {
        Path file = directory.resolve("missing/twsj.socket");
        FailureAnalysis analysis = failure(runner.withPropertyValues("twsj.listeners.inside.unix-socket.path=" + file));
        assertThat(analysis.getDescription()).contains("cannot listen on inside (unix:" + file + ")");
        assertThat(analysis.getAction()).startsWith("Set twsj.listeners.inside.unix-socket.path to");
    }
}
