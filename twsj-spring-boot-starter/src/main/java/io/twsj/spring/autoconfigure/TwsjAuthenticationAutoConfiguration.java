package io.twsj.spring.autoconfigure;

import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.BearerAuthenticator;
import io.twsj.handshake.auth.CredentialStore;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Authenticators for the few users and tokens of {@code twsj.server.auth.*}, the strongest scheme first. The
 * application's own {@link Authenticator} beans need no property; they come before these or after them by their order.
 */
@AutoConfiguration(before = TwsjServerAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TwsjServerProperties.class)
public final class TwsjAuthenticationAutoConfiguration {

    @Bean
    @Order(0)
    @ConditionalOnMissingBean
    @ConditionalOnEntries("twsj.server.auth.digest.users")
    DigestAuthenticator twsjDigestAuthenticator(TwsjServerProperties properties) {
        AuthProperties auth = checked(properties);
        DigestAuthenticator.Builder digest =
                DigestAuthenticator.builder(auth.realm(), store(auth.digest().users()));
        String secret = auth.digest().nonceSecret();
        if (!secret.isEmpty()) {
            digest.nonceSecret(secret.getBytes(StandardCharsets.UTF_8));
        }
        return digest.build();
    }

    @Bean
    @Order(1)
    @ConditionalOnMissingBean
    @ConditionalOnEntries("twsj.server.auth.bearer.tokens")
    BearerAuthenticator twsjBearerAuthenticator(TwsjServerProperties properties) {
        AuthProperties auth = checked(properties);
        return BearerTokens.authenticator(auth, new KnownTokens(auth.bearer().tokens()));
    }

    @Bean
    @Order(2)
    @ConditionalOnMissingBean
    @ConditionalOnEntries("twsj.server.auth.basic.users")
    BasicAuthenticator twsjBasicAuthenticator(TwsjServerProperties properties) {
        AuthProperties auth = checked(properties);
        return new BasicAuthenticator(auth.realm(), store(auth.basic().users()));
    }

    private static AuthProperties checked(TwsjServerProperties properties) {
        CredentialRules.check(properties.auth());
        return properties.auth();
    }

    private static CredentialStore store(Map<String, String> users) {
        InMemoryCredentials.Builder store = InMemoryCredentials.builder();
        users.forEach(store::user);
        return store.build();
    }
}
