package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.deflate.DeflateFrame;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Which extensions a server agrees to, as {@code twsj.server.extensions.*} and the application's beans say. */
class TwsjExtensionAutoConfigurationTest {

    @WebSocketHandler("/echo")
    static class Echo {

        @OnMessage
        String echo(String text) {
            return text;
        }
    }

    /** Known by its name; agrees to nothing. */
    static final class Reluctant implements Extension {

        volatile boolean asked;

        @Override
        public String name() {
            return "x-reluctant";
        }

        @Override
        public @Nullable ExtensionSession accept(ExtensionParameters offer) {
            asked = true;
            return null;
        }

        @Override
        public List<ExtensionParameters> offers() {
            return List.of();
        }

        @Override
        public @Nullable ExtensionSession confirm(ExtensionParameters response) {
            return null;
        }
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjServerAutoConfiguration.class,
                    TwsjHandlerAutoConfiguration.class,
                    TwsjExecutorAutoConfiguration.class,
                    TwsjExtensionAutoConfiguration.class,
                    JacksonAutoConfiguration.class))
            .withBean(Echo.class)
            .withPropertyValues("twsj.server.port=0", "twsj.server.address=127.0.0.1");

    /** What the server answers to an offer; empty if it agrees to nothing. */
    private static String answer(ApplicationContext context, String offer) {
        int port = context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
        String request = "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Extensions: " + offer + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).startsWith("HTTP/1.1 101 ");
            String header = "Sec-WebSocket-Extensions: ";
            for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                if (line.startsWith(header)) {
                    return line.substring(header.length());
                }
            }
            return "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void nothingIsAgreedToByDefault() {
        runner.run(context -> {
            assertThat(context).doesNotHaveBean(Extension.class);
            assertThat(answer(context, "permessage-deflate, deflate-frame")).isEmpty();
        });
    }

    @Test
    void compressionIsAProperty() {
        runner.withPropertyValues("twsj.server.extensions.permessage-deflate.enabled=true")
                .run(context -> assertThat(answer(context, "permessage-deflate; client_max_window_bits"))
                        .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover"));
    }

    @Test
    void itsTermsArePropertiesToo() {
        runner.withPropertyValues(
                        "twsj.server.extensions.permessage-deflate.enabled=true",
                        "twsj.server.extensions.permessage-deflate.server-no-context-takeover=false",
                        "twsj.server.extensions.permessage-deflate.server-max-window-bits=12")
                .run(context -> assertThat(answer(context, "permessage-deflate"))
                        .isEqualTo("permessage-deflate; client_no_context_takeover; server_max_window_bits=12"));
    }

    @Test
    void deflateFrameIsForWhoKnowsNothingNewer() {
        runner.withPropertyValues(
                        "twsj.server.extensions.permessage-deflate.enabled=true",
                        "twsj.server.extensions.deflate-frame.enabled=true")
                .run(context -> {
                    assertThat(context.getBeansOfType(DeflateFrame.class)).hasSize(2);
                    assertThat(answer(context, "x-webkit-deflate-frame"))
                            .isEqualTo("x-webkit-deflate-frame; no_context_takeover");
                    assertThat(answer(context, "deflate-frame, permessage-deflate"))
                            .startsWith("permessage-deflate");
                });
    }

    @Test
    void connectionsMayShareOneOfTcp() {
        runner.withPropertyValues("twsj.server.extensions.mux.enabled=true")
                .run(context -> assertThat(answer(context, "mux")).startsWith("mux"));
        runner.run(context -> assertThat(answer(context, "mux")).isEmpty());
    }

    @Test
    void quotasThatCannotWorkAreRefused() {
        runner.withPropertyValues("twsj.server.extensions.mux.max-connection-size=1KB")
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains("twsj.server.extensions.mux.max-connection-size"));
    }

    @Test
    void beansOfTheApplicationAreFound() {
        Reluctant own = new Reluctant();
        runner.withBean(Reluctant.class, () -> own).run(context -> {
            assertThat(answer(context, "x-reluctant")).isEmpty();
            assertThat(own.asked).isTrue();
        });
    }

    @Test
    void itBacksOffBehindTheApplicationsOwnBean() {
        PermessageDeflate own = PermessageDeflate.of(io.twsj.extension.deflate.DeflateOptions.builder()
                .contextTakeover(true)
                .build());
        runner.withBean(PermessageDeflate.class, () -> own)
                .withPropertyValues("twsj.server.extensions.permessage-deflate.enabled=true")
                .run(context ->
                        assertThat(answer(context, "permessage-deflate")).isEqualTo("permessage-deflate"));
    }

    @ParameterizedTest
    @CsvSource({
        "min-size, -1B",
        "level, 0",
        "level, 10",
        "server-max-window-bits, 7",
        "server-max-window-bits, 16",
        "max-ratio, -1",
        "memory-budget, -1MB"
    })
    void valuesThatCannotWorkAreRefused(String property, String value) {
        String name = "twsj.server.extensions.permessage-deflate." + property;
        runner.withPropertyValues(name + "=" + value)
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains(name));
    }
}
