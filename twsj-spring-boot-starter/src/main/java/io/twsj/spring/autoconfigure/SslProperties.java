package io.twsj.spring.autoconfigure;

import io.twsj.ClientAuth;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * TLS, which makes a listener speak wss.
 *
 * @param enabled Whether to speak TLS. If not set, TLS is spoken if a bundle is named.
 * @param bundle Name of the SSL bundle with the server's certificate, protocols and ciphers.
 * @param clientAuth Whether clients are asked for a certificate.
 * @param sni Names of other SSL bundles by the host names that clients ask for, such as "a.example" or "[*.b.example]". Who
 *     asks for no name, or one that is not there, gets the bundle.
 */
public record SslProperties(
        @Nullable Boolean enabled,
        @DefaultValue("") String bundle,
        @DefaultValue("none") ClientAuth clientAuth,
        @DefaultValue Map<String, String> sni) {

    /** Keeps the map from changing. */
    public SslProperties {
        sni = Map.copyOf(sni);
    }

    /** Tells whether TLS is to be spoken. */
    boolean isOn() {
        return !bundle.isEmpty() && !Boolean.FALSE.equals(enabled);
    }
}
