package io.twsj.spring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for this machine, made anew by the JDK's {@code keytool}.
 *
 * @param store a PKCS#12 file with certificate and key
 * @param certificate the certificate as PEM
 * @param privateKey the key as PEM
 */
public record TestCertificate(Path store, Path certificate, Path privateKey) {

    /** Of the store. */
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "test";

    /** Makes one, its files named after it. */
    public static TestCertificate make(Path directory, String name) throws Exception {
        TestCertificate made = new TestCertificate(
                directory.resolve(name + ".p12"), directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
        keytool(made.store, name);
        KeyStore store = load(made.store);
        write(made.certificate, "CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
        write(
                made.privateKey,
                "PRIVATE KEY",
                store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        return made;
    }

    private static void keytool(Path store, String name) throws Exception {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2"))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    /** The context of a client that trusts these. */
    public static SSLContext client(TestCertificate... trusted) throws Exception {
        return client((KeyManagerFactory) null, trusted);
    }

    /** The context of a client that has this certificate and trusts those. */
    public SSLContext asClient(TestCertificate... trusted) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(store), PASSWORD.toCharArray());
        return client(keys, trusted);
    }

    private static SSLContext client(KeyManagerFactory keys, TestCertificate... trusted) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (TestCertificate one : trusted) {
            trust.setCertificateEntry(one.store.toString(), load(one.store).getCertificate(ALIAS));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), factory.getTrustManagers(), null);
        return context;
    }
}
