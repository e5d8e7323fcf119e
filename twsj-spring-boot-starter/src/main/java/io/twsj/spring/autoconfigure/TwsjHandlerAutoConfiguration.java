package io.twsj.spring.autoconfigure;

import io.twsj.spring.codec.MessageCodec;
import io.twsj.spring.codec.MessageCodecs;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.handler.ConnectionScopes;
import io.twsj.spring.handler.ErrorReplySource;
import io.twsj.spring.handler.ListenerDecorator;
import io.twsj.spring.handler.ParameterSource;
import io.twsj.spring.handler.PayloadValidator;
import io.twsj.spring.handler.WebSocketHandlers;
import io.twsj.spring.handler.WebSocketRequests;
import io.twsj.spring.server.WorkerExecutor;
import jakarta.validation.Validator;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Finds the handlers and gives them data formats, with the application's mappers where it has them. */
@AutoConfiguration(
        after = {JacksonAutoConfiguration.class, TwsjExecutorAutoConfiguration.class},
        afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TwsjServerProperties.class)
public final class TwsjHandlerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MessageFormats twsjMessageFormats(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<JsonMapper> json,
            ObjectProvider<ObjectMapper> mappers) {
        MessageFormats formats = new MessageFormats(json.getIfAvailable(JsonMapper::shared));
        for (BinaryFormat format : BinaryFormat.values()) {
            ObjectMapper mapper = format.mapper(mappers, beans.getBeanClassLoader());
            formats = mapper == null ? formats : formats.withBinary(format.name(), mapper);
        }
        return formats;
    }

    @Bean
    @ConditionalOnMissingBean
    WebSocketHandlers twsjHandlers(
            ConfigurableListableBeanFactory beans,
            TwsjServerProperties properties,
            MessageFormats formats,
            ObjectProvider<MessageCodec<?>> codecs,
            ObjectProvider<PayloadValidator> validator,
            ObjectProvider<ParameterSource> sources,
            ObjectProvider<ErrorReplySource> errorReplies,
            ObjectProvider<ListenerDecorator> decorators,
            WorkerExecutor workers) {
        List<MessageCodec<?>> ordered = codecs.orderedStream().toList();
        return WebSocketHandlers.among(beans, formats)
                .codecs(new MessageCodecs(ordered))
                .validator(validator.getIfAvailable())
                .sources(sources.orderedStream().toList())
                .errorReplies(errorReplies.orderedStream().toList())
                .decorators(decorators.orderedStream().toList())
                .workers(workers.executor())
                .invalidMessages(properties.message().onInvalid())
                .build();
    }

    /** For beans annotated {@code @ConnectionScoped}; an application that has none pays nothing for it. */
    @Bean
    static ConnectionScopes twsjConnectionScopes() {
        return new ConnectionScopes();
    }

    @Bean
    @ConditionalOnMissingBean
    WebSocketRequests twsjRequests(MessageFormats formats, WorkerExecutor workers) {
        return new WebSocketRequests(formats, workers.executor());
    }

    /** Payloads annotated {@code @Valid}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Validator.class)
    static class Validation {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnSingleCandidate(Validator.class)
        PayloadValidator twsjPayloadValidator(Validator validator) {
            return new PayloadValidator(validator);
        }
    }
}
