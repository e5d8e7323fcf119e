package io.twsj.spring.autoconfigure;

import io.twsj.TlsOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/** The TLS of all listeners that speak it, by their names. Thread-safe. */
final class ServerTls {

    /** The name of what {@code twsj.server} listens on; no other listener may have it. */
    static final String SERVER = "server";

    private final Map<String, ListenerTls> listeners = new LinkedHashMap<>();

    /**
     * TLS as the properties say.
     *
     * @param bundles asked if there is a listener with TLS
     */
    ServerTls(TwsjServerProperties server, TwsjListenerProperties further, Supplier<SslBundles> bundles) {
        add(SERVER, "twsj.server.", server.ssl(), bundles);
        further.forEach((name, listener) -> add(name, ListenerRules.prefix(name), listener.ssl(), bundles));
    }

    private void add(String listener, String prefix, SslProperties ssl, Supplier<SslBundles> bundles) {
        if (ssl.isOn()) {
            listeners.put(listener, new ListenerTls(prefix, ssl, bundles.get()));
        }
    }

    /**
     * TLS of a listener with its bundles as they are now, or null if it speaks none.
     *
     * @throws UnusableBundleException if a bundle is not fit for it
     */
    @Nullable
    TlsOptions options(String listener) {
        ListenerTls tls = listeners.get(listener);
        return tls == null ? null : tls.options();
    }

    /**
     * Has the server take over each update of the bundles. One that is not fit for it is logged and changes nothing.
     *
     * @param server takes the name of a listener and TLS for its new connections, on the thread that updates the bundle
     */
    void onUpdate(BiConsumer<String, TlsOptions> server) {
        listeners.forEach((name, tls) -> tls.onUpdate(options -> server.accept(name, options)));
    }
}
