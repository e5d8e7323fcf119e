package io.twsj.spring.autoconfigure;

import io.twsj.spring.server.TwsjServerLifecycle;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Has the server speak TLS with an SSL bundle of the application, and take over the bundle's updates. */
@AutoConfiguration(before = TwsjServerAutoConfiguration.class)
@Conditional(TwsjTlsAutoConfiguration.BundleIsNamed.class)
@ConditionalOnBooleanProperty(
        name = {"twsj.server.enabled", "twsj.server.ssl.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties(TwsjServerProperties.class)
public final class TwsjTlsAutoConfiguration {

    @Bean
    ServerTls twsjServerTls(TwsjServerProperties properties, ObjectProvider<SslBundles> bundles) {
        SslProperties ssl = properties.ssl();
        return new ServerTls(ssl.bundle(), ssl.clientAuth(), get(bundles));
    }

    /** Some mistakes in bundles come to light when Boot makes them, which is on the first request. */
    private static SslBundles get(ObjectProvider<SslBundles> bundles) {
        try {
            return bundles.getObject();
        } catch (BeanCreationException e) {
            throw new UnusableBundleException(
                    "The application's SSL bundles cannot be made: " + BundleProblems.reason(e) + ".",
                    "Correct the bundle under spring.ssl.bundle.",
                    e);
        }
    }

    /** A bean of the context's last step, when the server's life cycle is known but has not begun. */
    @Bean
    SmartInitializingSingleton twsjTlsUpdates(ServerTls tls, TwsjServerLifecycle lifecycle) {
        return () -> tls.onUpdate(lifecycle::replaceTls);
    }

    /** Unlike Boot's condition on a property it takes an empty value for none. */
    static final class BundleIsNamed implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment()
                    .getProperty("twsj.server.ssl.bundle", "")
                    .isEmpty();
        }
    }
}
