package io.twsj.spring.autoconfigure;

import io.twsj.ClientAuth;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * TLS, which makes the server speak wss.
 *
 * @param enabled Whether to speak TLS. If not set, TLS is spoken if a bundle is named.
 * @param bundle Name of the SSL bundle with the server's certificate, protocols and ciphers.
 * @param clientAuth Whether clients are asked for a certificate.
 */
public record SslProperties(
        @Nullable Boolean enabled,
        @DefaultValue("") String bundle,
        @DefaultValue("none") ClientAuth clientAuth) {}
