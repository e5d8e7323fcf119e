package io.twsj.spring.autoconfigure;

import io.twsj.extension.Extension;
import io.twsj.extension.deflate.DeflateFrame;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * The built-in extensions, as {@code twsj.server.extensions.*} asks for. They come before the application's own
 * {@link Extension} beans, which need no property.
 */
@AutoConfiguration(before = TwsjServerAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TwsjServerProperties.class)
public final class TwsjExtensionAutoConfiguration {

    @Bean
    @Order(0)
    @ConditionalOnMissingBean
    @ConditionalOnBooleanProperty("twsj.server.extensions.permessage-deflate.enabled")
    PermessageDeflate twsjPermessageDeflate(TwsjServerProperties properties) {
        return PermessageDeflate.of(options(properties));
    }

    /** Behind permessage-deflate: only one of them can be agreed on. */
    @Bean
    @Order(1)
    @ConditionalOnBooleanProperty("twsj.server.extensions.deflate-frame.enabled")
    DeflateFrame twsjDeflateFrame(TwsjServerProperties properties) {
        return DeflateFrame.of(options(properties));
    }

    @Bean
    @Order(2)
    @ConditionalOnBooleanProperty("twsj.server.extensions.deflate-frame.enabled")
    DeflateFrame twsjWebkitDeflateFrame(TwsjServerProperties properties) {
        return DeflateFrame.webkit(options(properties));
    }

    private static DeflateOptions options(TwsjServerProperties properties) {
        PropertyRules.check(properties);
        ExtensionProperties.PermessageDeflate deflate = properties.extensions().permessageDeflate();
        return DeflateOptions.builder()
                .minSize((int) deflate.minSize().toBytes())
                .level(deflate.level())
                .serverMaxWindowBits(deflate.serverMaxWindowBits())
                .serverNoContextTakeover(deflate.serverNoContextTakeover())
                .clientNoContextTakeover(deflate.clientNoContextTakeover())
                .maxRatio(deflate.maxRatio())
                .memoryBudget(deflate.memoryBudget().toBytes())
                .build();
    }
}
