package io.twsj.sample;

import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/** The sample application; see the README for its endpoints. */
@SpringBootApplication(proxyBeanMethods = false)
public class SampleApplication {

    /** A number is no text, though Jackson would make one of it. */
    @Bean
    JsonMapperBuilderCustomizer textsAreTexts() {
        return mapper -> mapper.withCoercionConfig(
                LogicalType.Textual,
                texts -> Stream.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
                        .forEach(shape -> texts.setCoercion(shape, CoercionAction.Fail)));
    }

    /** Starts the application; options such as {@code --twsj.server.port=8080} override its configuration. */
    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }
}
