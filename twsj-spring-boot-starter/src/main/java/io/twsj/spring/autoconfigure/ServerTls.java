package io.twsj.spring.autoconfigure;

import io.twsj.ClientAuth;
import io.twsj.TlsOptions;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The server's TLS, made of the SSL bundle that {@code twsj.server.ssl.bundle} names. Thread-safe. */
final class ServerTls {

    private static final Log log = LogFactory.getLog(ServerTls.class);

    private final String name;
    private final ClientAuth clientAuth;
    private final SslBundles bundles;

    ServerTls(String name, ClientAuth clientAuth, SslBundles bundles) {
        if (!bundles.getBundleNames().contains(name)) {
            throw PropertyRules.invalid(
                    "ssl.bundle",
                    name,
                    "There is no such bundle under spring.ssl.bundle; known are " + bundles.getBundleNames() + ".");
        }
        this.name = name;
        this.clientAuth = clientAuth;
        this.bundles = bundles;
    }

    /**
     * TLS with the bundle as it is now.
     *
     * @throws UnusableBundleException if the bundle is not fit for it
     */
    TlsOptions options() {
        return options(bundles.getBundle(name));
    }

    private TlsOptions options(SslBundle bundle) {
        return new BundleTerms(name, bundle).options(clientAuth);
    }

    /**
     * Has the server take over each update of the bundle. One that is not fit for it is logged and changes nothing.
     *
     * @param server takes TLS for new connections, on the thread that updates the bundle
     */
    void onUpdate(Consumer<TlsOptions> server) {
        bundles.addBundleUpdateHandler(name, updated -> update(updated, server));
    }

    private void update(SslBundle updated, Consumer<TlsOptions> server) {
        try {
            server.accept(options(updated));
            log.info("new connections get the updated SSL bundle '" + name + "'");
        } catch (UnusableBundleException e) {
            log.error("new connections get the SSL bundle as it was before its update: " + e.getMessage());
        }
    }
}
