package io.twsj.spring.autoconfigure;

import io.twsj.ClientAuth;
import java.io.IOException;
import java.util.Locale;
import org.springframework.beans.BeansException;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.util.ClassUtils;

/** Says what is wrong with an SSL bundle, and which of its properties to change. */
final class BundleProblems {

    private final String name;
    private final boolean isPem;
    private final String prefix;
    private final String listenerPrefix;
    private final String property;

    /**
     * Problems of a bundle.
     *
     * @param listenerPrefix of the properties of the listener that uses it
     * @param property the one below it that names the bundle
     */
    BundleProblems(String name, SslStoreBundle stores, String listenerPrefix, String property) {
        this.name = name;
        this.listenerPrefix = listenerPrefix;
        this.property = property;
        this.isPem = stores instanceof PemSslStoreBundle;
        this.prefix = prefix(name, stores);
    }

    /** Boot's two kinds have properties; any other bundle is made by a bean. */
    private static String prefix(String name, SslStoreBundle stores) {
        if (stores instanceof PemSslStoreBundle) {
            return "spring.ssl.bundle.pem." + name + ".";
        }
        return stores instanceof JksSslStoreBundle ? "spring.ssl.bundle.jks." + name + "." : "the bundle's ";
    }

    UnusableBundleException keyStore(RuntimeException cause) {
        return unusable(cause, store("keystore", cause));
    }

    UnusableBundleException trustStore(RuntimeException cause) {
        return unusable(cause, store("truststore", cause));
    }

    private String store(String store, RuntimeException cause) {
        String ofStore = prefix + store;
        if (isAboutPassword(cause)) {
            return ofStore + (isPem ? ".private-key-password" : ".password");
        }
        return isPem ? ofStore + ".certificate or " + ofStore + ".private-key" : ofStore + ".location";
    }

    UnusableBundleException key(RuntimeException cause) {
        return unusable(
                cause,
                isAboutPassword(cause)
                        ? prefix + "key.password or " + prefix + "keystore.password"
                        : prefix + "key.alias");
    }

    /** The JDK and Boot say it in words only, each in its own. */
    private static boolean isAboutPassword(RuntimeException cause) {
        String words = reason(cause).toLowerCase(Locale.ROOT);
        return words.contains("password") || words.contains("decrypt");
    }

    UnusableBundleException protocols(RuntimeException cause) {
        return unusable(cause, prefix + "options.enabled-protocols");
    }

    UnusableBundleException ciphers(RuntimeException cause) {
        return unusable(cause, prefix + "options.ciphers");
    }

    private UnusableBundleException unusable(RuntimeException cause, String properties) {
        return new UnusableBundleException(description(reason(cause)), "Correct " + properties + ".", cause);
    }

    UnusableBundleException noKey() {
        return new UnusableBundleException(
                description("it has no private key, which a server needs with its certificate"),
                "Set " + prefix + (isPem ? "keystore.private-key" : "keystore.location to a store with a key") + ".");
    }

    UnusableBundleException noTrust(ClientAuth clientAuth) {
        return new UnusableBundleException(
                description(listenerPrefix + "ssl.client-auth is "
                        + clientAuth.name().toLowerCase(Locale.ROOT)
                        + ", and it does not say which certificates of clients to trust"),
                "Set " + prefix + (isPem ? "truststore.certificate" : "truststore.location") + ".");
    }

    private String description(String reason) {
        return "The server cannot use the SSL bundle '" + name + "' (" + listenerPrefix + property + "): " + reason
                + ".";
    }

    /** What Boot was doing, down to what went wrong; what is below that is the JDK's own affair. */
    static String reason(Throwable failure) {
        StringBuilder words = new StringBuilder();
        Throwable cause = failure;
        while (cause != null && isPassedOn(cause)) {
            // Spring's messages repeat those of their causes and say nothing else of use here.
            if (!(cause instanceof BeansException)) {
                append(words, cause);
            }
            cause = cause.getCause();
        }
        if (cause != null) {
            words.append(": ").append(ClassUtils.getShortName(cause.getClass()));
            append(words, cause);
        }
        return words.toString();
    }

    private static boolean isPassedOn(Throwable cause) {
        return cause instanceof RuntimeException
                || (cause instanceof IOException && cause.getCause() instanceof IOException);
    }

    /** Often a message holds that of its cause. */
    private static void append(StringBuilder words, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (words.indexOf(message) < 0) {
            words.append(words.isEmpty() ? "" : ": ").append(message);
        }
    }
}
