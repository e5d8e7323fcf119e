package io.twsj.spring.autoconfigure;

import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.BearerAuthenticator;
import io.twsj.spring.autoconfigure.TwsjSecurityProperties.Access;
import io.twsj.spring.security.AuthenticationParameters;
import io.twsj.spring.security.DenialReplies;
import io.twsj.spring.security.JwtTokens;
import io.twsj.spring.security.ManagedCredentials;
import io.twsj.spring.security.SecurityContextDecorator;
import java.util.Objects;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/**
 * Has Spring Security's beans decide who may connect, unless {@code twsj.server.auth.spring-security.enabled} is false,
 * and its method security decide what handlers do. Both authenticators come next to those of {@code twsj.server.auth}.
 */
@AutoConfiguration(
        before = TwsjServerAutoConfiguration.class,
        after = TwsjAuthenticationAutoConfiguration.class,
        afterName =
                "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration")
@ConditionalOnClass(AuthenticationManager.class)
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties({TwsjServerProperties.class, TwsjSecurityProperties.class})
public final class TwsjSecurityAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    SecurityContextDecorator twsjSecurityContextDecorator(ObjectProvider<SecurityContextHolderStrategy> contexts) {
        return new SecurityContextDecorator(contexts.getIfUnique(SecurityContextHolder::getContextHolderStrategy));
    }

    @Bean
    @ConditionalOnMissingBean
    AuthenticationParameters twsjAuthenticationParameters(BeanFactory beans) {
        return new AuthenticationParameters(new BeanFactoryResolver(beans));
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "twsj.server.security.on-denial", havingValue = "reply")
    DenialReplies twsjDenialReplies() {
        return new DenialReplies();
    }

    /** A handler is for authenticated peers unless something says that it is not: an omission must not open it. */
    @Bean
    @ConditionalOnMissingBean
    HandlerAccess twsjHandlerAccess(
            TwsjSecurityProperties properties,
            ObjectProvider<Authenticator> authenticators,
            ListableBeanFactory beans) {
        Access byDefault = Objects.requireNonNullElse(properties.defaultAccess(), Access.AUTHENTICATED);
        return new HandlerAccess(byDefault, authenticators.orderedStream().toList(), beans);
    }

    /** Passwords, which only Basic shows to the manager. */
    @Bean
    @Order(2)
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(AuthenticationManager.class)
    @ConditionalOnBooleanProperty(name = "twsj.server.auth.spring-security.enabled", matchIfMissing = true)
    BasicAuthenticator twsjManagedBasicAuthenticator(TwsjServerProperties properties, AuthenticationManager manager) {
        CredentialRules.check(properties.auth());
        return new BasicAuthenticator(properties.auth().realm(), new ManagedCredentials(manager));
    }

    /** Tokens. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({JwtDecoder.class, JwtAuthenticationConverter.class})
    static class Tokens {

        @Bean
        @Order(1)
        @ConditionalOnMissingBean
        @ConditionalOnSingleCandidate(JwtDecoder.class)
        @ConditionalOnBooleanProperty(name = "twsj.server.auth.spring-security.enabled", matchIfMissing = true)
        BearerAuthenticator twsjJwtBearerAuthenticator(
                TwsjServerProperties properties,
                JwtDecoder decoder,
                ObjectProvider<JwtAuthenticationConverter> converter) {
            CredentialRules.check(properties.auth());
            JwtTokens tokens = new JwtTokens(decoder, converter.getIfUnique(JwtAuthenticationConverter::new));
            return BearerTokens.authenticator(properties.auth(), tokens);
        }
    }
}
