package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.message.Message;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.handler.PayloadValidator;
import io.twsj.spring.handler.WebSocketHandlers;
import io.twsj.spring.handler.WebSocketRequests;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

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

    @Test
    void binaryFormatsAreSpokenIfTheirLibrariesAreThere() {
        runner.run(context -> assertThat(context.getBean(MessageFormats.class).all())
                .map(Object::toString)
                .containsExactly("JSON", "CBOR", "SMILE"));
    }

    @Test
    void theApplicationsCborMapperIsTakenBeforeOurs() {
        CBORMapper own = CBORMapper.builder()
                .enable(SerializationFeature.WRAP_ROOT_VALUE)
                .build();
        runner.withBean(CBORMapper.class, () -> own)
                .run(context -> assertThat(CBORMapper.shared()
                                .readTree(context.getBean(MessageFormats.class)
                                        .forSubprotocol("cbor")
                                        .write(new Point(1, 2))
                                        .bytes())
                                .toString())
                        .isEqualTo("{\"Point\":{\"x\":1,\"y\":2}}"));
    }

    record Point(int x, int y) {}

    @Test
    void withoutTheOptionalLibrariesJsonIsLeft() {
        runner.withClassLoader(new FilteredClassLoader(
                        "tools.jackson.dataformat", "jakarta.validation", "org.reactivestreams", "reactor"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(WebSocketHandlers.class)
                        .hasSingleBean(WebSocketRequests.class)
                        .doesNotHaveBean("twsjPayloadValidator")
                        .satisfies(it -> assertThat(
                                        it.getBean(MessageFormats.class).all())
                                .hasSize(1)));
    }

    @Test
    void payloadsAreValidatedIfTheApplicationHasAValidator() {
        runner.run(context -> assertThat(context).doesNotHaveBean(PayloadValidator.class));
        runner.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
                .run(context -> assertThat(context).hasSingleBean(PayloadValidator.class));
    }

    @WebSocketHandler("/")
    static class Pair {

        @OnMessage
        void on(Point point) {}
    }

    @Test
    void whatBecomesOfInvalidMessagesIsAProperty() {
        runner.withBean(Pair.class)
                .withPropertyValues("twsj.server.message.on-invalid=reply")
                .run(context -> {
                    WebSocketListener listener = context.getBean(WebSocketHandlers.class)
                            .endpoints()
                            .get(0)
                            .listener();
                    WebSocketConnection connection = mock(WebSocketConnection.class);
                    when(connection.isOpen()).thenReturn(true);
                    listener.onMessage(connection, Message.text("no JSON"));
                    verify(connection).send(any());
                    verify(connection, never()).close(any());
                });
    }
}
