package io.twsj.spring.autoconfigure;

import io.twsj.TlsOptions;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The TLS of one listener, made of the SSL bundle that {@code ssl.bundle} names, and of those for other host names that
 * {@code ssl.sni} names. Thread-safe.
 */
final class ListenerTls {

    private static final Log log = LogFactory.getLog(ListenerTls.class);

    private final String prefix;
    private final PropertyValues values;
    private final SslProperties ssl;
    private final SslBundles bundles;

    /** The bundles that TLS was made of last, so that one that is broken by an update does not hold up the others. */
    private Map<String, SslBundle> inUse = Map.of();

    /**
     * Held while an update is made known, so that the last one stays. Who starts a server, and has that locked, asks for
     * options meanwhile: so it is not this object's own lock.
     */
    private final Object updating = new Object();

    /** TLS of the listener whose properties begin with this prefix. */
    ListenerTls(String prefix, SslProperties ssl, SslBundles bundles) {
        this.prefix = prefix;
        this.values = new PropertyValues(prefix);
        this.ssl = ssl;
        this.bundles = bundles;
        requireBundle("ssl.bundle", ssl.bundle());
        new TreeMap<>(ssl.sni()).forEach((host, bundle) -> requireBundle(sni(host), bundle));
    }

    private static String sni(String host) {
        return "ssl.sni[" + host + "]";
    }

    private void requireBundle(String property, String name) {
        if (!bundles.getBundleNames().contains(name)) {
            throw values.invalid(
                    property,
                    name,
                    "There is no such bundle under spring.ssl.bundle; known are " + bundles.getBundleNames() + ".");
        }
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(ssl.sni().values());
        names.add(ssl.bundle());
        return names;
    }

    /** See {@link ServerTls#options}. */
    synchronized TlsOptions options() {
        Map<String, SslBundle> present = new HashMap<>();
        names().forEach(name -> present.put(name, bundles.getBundle(name)));
        return use(present);
    }

    private TlsOptions use(Map<String, SslBundle> present) {
        TlsOptions options = terms("ssl.bundle", ssl.bundle(), present)
                .options(
                        ssl.clientAuth(),
                        tls -> ssl.sni()
                                .forEach((host, bundle) -> addName(
                                        tls,
                                        host,
                                        terms(sni(host), bundle, present).options(ssl.clientAuth()))));
        inUse = present;
        return options;
    }

    private BundleTerms terms(String property, String name, Map<String, SslBundle> present) {
        return new BundleTerms(name, Objects.requireNonNull(present.get(name)), prefix, property);
    }

    private void addName(TlsOptions.Builder tls, String host, TlsOptions options) {
        try {
            tls.serverName(host, options);
        } catch (IllegalArgumentException e) {
            throw values.invalid("ssl.sni", host, "The " + e.getMessage() + ".");
        }
    }

    /** See {@link ServerTls#onUpdate}. */
    void onUpdate(Consumer<TlsOptions> listener) {
        for (String name : names()) {
            bundles.addBundleUpdateHandler(name, updated -> update(name, updated, listener));
        }
    }

    private void update(String name, SslBundle updated, Consumer<TlsOptions> listener) {
        synchronized (updating) {
            try {
                TlsOptions options = renewed(name, updated);
                if (options != null) {
                    listener.accept(options);
                    log.info("new connections get the updated SSL bundle '" + name + "' (" + prefix + "ssl)");
                }
            } catch (UnusableBundleException e) {
                log.error("new connections get the SSL bundle as it was before its update: " + e.getMessage());
            }
        }
    }

    /** Null if no server has been made yet: the first one asks for the bundles itself. */
    private synchronized @Nullable TlsOptions renewed(String name, SslBundle updated) {
        if (inUse.isEmpty()) {
            return null;
        }
        Map<String, SslBundle> present = new HashMap<>(inUse);
        present.put(name, updated);
        return use(present);
    }
}
