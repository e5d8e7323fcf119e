package io.twsj.spring.autoconfigure;

import io.twsj.spring.handler.JsonCodec;
import io.twsj.spring.handler.ListenerDecorator;
import io.twsj.spring.handler.WebSocketHandlers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Finds the handlers and gives them JSON, with the application's {@code JsonMapper} if it has one. */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
public final class TwsjHandlerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    JsonCodec twsjJsonCodec(ObjectProvider<JsonMapper> mapper) {
        return new JsonCodec(mapper.getIfAvailable(JsonMapper::shared));
    }

    @Bean
    @ConditionalOnMissingBean
    WebSocketHandlers twsjHandlers(
            ConfigurableListableBeanFactory beans, JsonCodec json, ObjectProvider<ListenerDecorator> decorators) {
        return new WebSocketHandlers(beans, json, decorators.orderedStream().toList());
    }
}
