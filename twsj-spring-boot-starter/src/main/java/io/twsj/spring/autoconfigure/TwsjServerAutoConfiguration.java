package io.twsj.spring.autoconfigure;

import io.twsj.HandshakeInterceptor;
import io.twsj.WebSocketConnections;
import io.twsj.extension.Extension;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.HttpResponder;
import io.twsj.spring.autoconfigure.TwsjSecurityProperties.Access;
import io.twsj.spring.handler.WebSocketHandlers;
import io.twsj.spring.server.ServerPortPublisher;
import io.twsj.spring.server.TwsjServerCustomizer;
import io.twsj.spring.server.TwsjServerGracefulShutdown;
import io.twsj.spring.server.TwsjServerLifecycle;
import io.twsj.spring.server.WebSocketServerFactory;
import io.twsj.spring.server.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Runs a server that serves the application's handlers. Where there are none it opens no port, unless
 * {@code twsj.server.enabled} is set; false switches everything off.
 */
@AutoConfiguration(after = {TwsjHandlerAutoConfiguration.class, TwsjExecutorAutoConfiguration.class})
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties({
    TwsjHandlerProperties.class,
    TwsjListenerProperties.class,
    TwsjServerProperties.class,
    TwsjSecurityProperties.class
})
public final class TwsjServerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WebSocketConnections twsjConnections() {
        return new WebSocketConnections();
    }

    @Bean
    @ConditionalOnMissingBean
    HandlerAccess twsjHandlerAccess(
            TwsjSecurityProperties properties,
            ObjectProvider<Authenticator> authenticators,
            ListableBeanFactory beans) {
        List<Authenticator> asked = authenticators.orderedStream().toList();
        Access byDefault = properties.defaultAccess();
        if (byDefault == null) {
            byDefault = asked.isEmpty() ? Access.PERMIT_ALL : Access.AUTHENTICATED;
        }
        return new HandlerAccess(byDefault, asked, beans);
    }

    @Bean
    @ConditionalOnMissingBean
    WebSocketServerFactory twsjServerFactory(
            TwsjServerProperties properties,
            TwsjHandlerProperties handlerProperties,
            TwsjListenerProperties listenerProperties,
            Environment environment,
            WebSocketHandlers handlers,
            ObjectProvider<ServerTls> tls,
            ObjectProvider<Extension> extensions,
            HandlerAccess access,
            WorkerExecutor workers,
            WebSocketConnections connections,
            ObjectProvider<HttpResponder> responders,
            ObjectProvider<HandshakeInterceptor> interceptors,
            ObjectProvider<TwsjServerCustomizer> customizers) {
        return new ConfiguredServerFactory(
                properties,
                environment.containsProperty("twsj.server.enabled"),
                handlers,
                new RouteFactory(
                        properties,
                        handlerProperties,
                        extensions.orderedStream().toList()),
                new ListenerFactory(properties, listenerProperties, tls.getIfAvailable()),
                access,
                workers,
                connections,
                responders.orderedStream().toList(),
                interceptors.orderedStream().toList(),
                customizers.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    TwsjServerLifecycle twsjServerLifecycle(WebSocketServerFactory factory, ApplicationContext context) {
        return new TwsjServerLifecycle(factory, context);
    }

    @Bean
    @ConditionalOnMissingBean
    TwsjServerGracefulShutdown twsjServerGracefulShutdown(
            TwsjServerLifecycle lifecycle, TwsjServerProperties properties, Environment environment) {
        Duration phaseTimeout = environment.getProperty(
                "spring.lifecycle.timeout-per-shutdown-phase", Duration.class, Duration.ofSeconds(30));
        return new TwsjServerGracefulShutdown(lifecycle, properties.shutdown().gracePeriod(), phaseTimeout);
    }

    @Bean
    @ConditionalOnMissingBean
    ServerPortPublisher twsjServerPortPublisher(ApplicationContext context) {
        return new ServerPortPublisher(context);
    }
}
