package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.handler.WebSocketHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.json.JsonMapper;

/** Whose JSON the handlers get. */
class TwsjHandlerAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjExecutorAutoConfiguration.class,
                    TwsjHandlerAutoConfiguration.class,
                    JacksonAutoConfiguration.class));

    @Test
    void theApplicationsMapperWritesTheJson() {
        runner.withPropertyValues("spring.jackson.serialization.indent-output=true")
                .run(context -> assertThat(context.getBean(MessageFormats.class)
                                .json()
                                .write(Map.of("a", 1))
                                .text())
                        .contains("\n"));
    }

    @Test
    void aPlainMapperWritesItIfTheApplicationHasNone() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(TwsjExecutorAutoConfiguration.class, TwsjHandlerAutoConfiguration.class))
                .run(context -> assertThat(context.getBean(MessageFormats.class)
                                .json()
                                .write(Map.of("a", 1))
                                .text())
                        .isEqualTo("{\"a\":1}"));
    }

    @Test
    void anApplicationsOwnFormatsReplaceOurs() {
        MessageFormats own = new MessageFormats(JsonMapper.shared());
        runner.withBean(MessageFormats.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(MessageFormats.class)).isSameAs(own));
    }

    @Test
    void nothingIfTheServerIsDisabled() {
        runner.withPropertyValues("twsj.server.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(MessageFormats.class)
                        .doesNotHaveBean(WebSocketHandlers.class));
    }
}
