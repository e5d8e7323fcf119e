package io.twsj;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes what the JDK's TLS wants of files: key stores, and the managers over them. */
final class TlsFiles {

    private TlsFiles() {}

    /** A PKCS#12 or JKS file. */
    static KeyStore keyStore(Path file, String password) throws IOException {
        try {
            return KeyStore.getInstance(file.toFile(), password.toCharArray());
        } catch (IllegalArgumentException noFile) {
            throw new IOException(file + " is no file that can be read", noFile);
        } catch (GeneralSecurityException | IOException unreadable) {
            throw new IOException("key store " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** A store of one key, which has no password. */
    static KeyStore keyStore(List<X509Certificate> chain, Path keyFile) throws IOException {
        PublicKey expected = chain.get(0).getPublicKey();
        PrivateKey key = PemFiles.privateKey(keyFile, expected.getAlgorithm());
        try {
            requirePair(keyFile, key, expected);
            KeyStore store = emptyStore();
            store.setKeyEntry("key", key, new char[0], chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException failure) {
            throw new IOException("the key of " + keyFile + " cannot be used: " + failure.getMessage(), failure);
        }
    }

    private static void requirePair(Path keyFile, PrivateKey key, PublicKey expected)
            throws GeneralSecurityException, IOException {
        String algorithm = switch (expected.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> expected.getAlgorithm();
        };
        byte[] anything = expected.getEncoded();
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(anything);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(expected);
        verifying.update(anything);
        if (!verifying.verify(signing.sign())) {
            throw new IOException("the key of " + keyFile + " does not belong to the certificate");
        }
    }

    /** A store that trusts these certificates. */
    static KeyStore trusting(List<X509Certificate> certificates) throws IOException {
        try {
            KeyStore store = emptyStore();
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            return store;
        } catch (GeneralSecurityException failure) {
            throw new IOException("certificates cannot be used: " + failure.getMessage(), failure);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Presents the keys of a store. */
    static KeyManager[] keyManagers(KeyStore store, String password, String name) throws IOException {
        try {
            requireKey(store, name);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password.toCharArray());
            return factory.getKeyManagers();
        } catch (GeneralSecurityException failure) {
            throw new IOException("the keys of " + name + " cannot be used: " + failure.getMessage(), failure);
        }
    }

    private static void requireKey(KeyStore store, String name) throws GeneralSecurityException, IOException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return;
            }
        }
        throw new IOException(name + " holds no private key");
    }

    /** Trusts the certificates of a store. */
    static TrustManager[] trustManagers(KeyStore store, String name) throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException failure) {
            throw new IOException("the certificates of " + name + " cannot be used: " + failure.getMessage(), failure);
        }
    }

    /** Trusts whoever there is. */
    static TrustManager[] trustingAnybody() {
        return new TrustManager[] {new Anybody()};
    }

    /** The extended form, since around the plain one the JDK would still check names and algorithms. */
    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
