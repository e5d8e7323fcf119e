package io.twsj.spring.autoconfigure;

import io.twsj.spring.server.TwsjServerLifecycle;
import java.util.stream.Stream;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Has listeners speak TLS with SSL bundles of the application, and take over the bundles' updates. */
@AutoConfiguration(before = TwsjServerAutoConfiguration.class)
@Conditional(TwsjTlsAutoConfiguration.BundleIsNamed.class)
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties({TwsjServerProperties.class, TwsjListenerProperties.class})
public final class TwsjTlsAutoConfiguration {

    @Bean
    ServerTls twsjServerTls(
            TwsjServerProperties server, TwsjListenerProperties listeners, ObjectProvider<SslBundles> bundles) {
        return new ServerTls(server, listeners, () -> get(bundles));
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
        return () -> tls.onUpdate((listener, options) -> {
            if (listener.equals(ServerTls.SERVER)) {
                lifecycle.replaceTls(options);
            } else {
                lifecycle.replaceTls(listener, options);
            }
        });
    }

    /** Unlike Boot's condition on a property it takes an empty value for none. */
    static final class BundleIsNamed implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Environment environment = context.getEnvironment();
            return names(environment, "twsj.server.")
                    || listeners(environment).anyMatch(name -> names(environment, ListenerRules.prefix(name)));
        }

        private static boolean names(Environment environment, String prefix) {
            return !environment.getProperty(prefix + "ssl.bundle", "").isEmpty();
        }

        private static Stream<String> listeners(Environment environment) {
            return Binder.get(environment)
                    .bind("twsj.listeners", Bindable.mapOf(String.class, Object.class))
                    .map(listeners -> listeners.keySet().stream())
                    .orElseGet(Stream::empty);
        }
    }
}
