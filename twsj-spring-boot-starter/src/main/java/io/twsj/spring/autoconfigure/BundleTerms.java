package io.twsj.spring.autoconfigure;

import io.twsj.ClientAuth;
import io.twsj.TlsOptions;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.util.ObjectUtils;

/** Makes TLS of an SSL bundle, or says which of the bundle's properties is in the way. */
final class BundleTerms {

    private final SslBundle bundle;
    private final BundleProblems problems;

    /**
     * A bundle that a listener uses.
     *
     * @param prefix of the listener's properties
     * @param property the one below it that names the bundle
     */
    BundleTerms(String name, SslBundle bundle, String prefix, String property) {
        this.bundle = bundle;
        this.problems = new BundleProblems(name, bundle.getStores(), prefix, property);
    }

    /**
     * A server's TLS with the bundle's certificate, trust, protocols and ciphers.
     *
     * @throws UnusableBundleException if the bundle is not fit for it
     */
    TlsOptions options(ClientAuth clientAuth) {
        return options(clientAuth, tls -> {});
    }

    /** The same with something more. */
    TlsOptions options(ClientAuth clientAuth, Consumer<TlsOptions.Builder> more) {
        // A bundle that an application makes may have managers only, which do not tell what they hold.
        if (bundle.getStores() != SslStoreBundle.NONE) {
            requireKey();
            requireTrust(clientAuth);
        }
        TlsOptions.Builder tls = TlsOptions.builder().clientAuth(clientAuth);
        tls.context(attempt(bundle::createSslContext, problems::key));
        String[] protocols = bundle.getOptions().getEnabledProtocols();
        if (!ObjectUtils.isEmpty(protocols)) {
            attempt(() -> tls.protocols(protocols), problems::protocols);
        }
        String[] ciphers = bundle.getOptions().getCiphers();
        if (!ObjectUtils.isEmpty(ciphers)) {
            tls.cipherSuites(ciphers);
        }
        more.accept(tls);
        return attempt(tls::build, problems::ciphers);
    }

    /** Without a key the server would start, and every handshake fail. */
    private void requireKey() {
        KeyStore keys = attempt(bundle.getStores()::getKeyStore, problems::keyStore);
        if (keys == null || !holdsKey(keys)) {
            throw problems.noKey();
        }
    }

    private static boolean holdsKey(KeyStore keys) {
        try {
            for (String alias : Collections.list(keys.aliases())) {
                if (keys.isKeyEntry(alias)) {
                    return true;
                }
            }
            return false;
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a key store that was loaded has entries", e);
        }
    }

    /** Without trust of its own it would let in whoever has a certificate of any authority that the JDK knows. */
    private void requireTrust(ClientAuth clientAuth) {
        KeyStore trust = attempt(bundle.getStores()::getTrustStore, problems::trustStore);
        if (trust == null && clientAuth != ClientAuth.NONE) {
            throw problems.noTrust(clientAuth);
        }
    }

    private static <T extends @Nullable Object> T attempt(
            Supplier<T> use, Function<RuntimeException, UnusableBundleException> problem) {
        try {
            return use.get();
        } catch (RuntimeException e) {
            throw problem.apply(e);
        }
    }
}
