package io.twsj;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys in textual form (RFC 7468). */
final class PemFiles {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private PemFiles() {}

    private record Block(String label, byte[] content) {}

    /**
     * All certificates of a file, in its order.
     *
     * @throws IOException if there is none, or the file cannot be read
     */
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals(CERTIFICATE)) {
                certificates.add(certificate(file, block));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate (BEGIN CERTIFICATE)");
        }
        return certificates;
    }

    /**
     * The private key of a file.
     *
     * @param algorithm of the key it must be, such as {@code RSA}, {@code EC} or {@code EdDSA}
     * @throws IOException if there is none in PKCS#8, or the file cannot be read
     */
    static PrivateKey privateKey(Path file, String algorithm) throws IOException {
        for (Block block : blocks(file)) {
            if (block.label().equals(PRIVATE_KEY)) {
                return privateKey(file, block, algorithm);
            }
            if (block.label().endsWith(PRIVATE_KEY)) {
                throw new IOException(file + " holds a key of the form \"" + block.label()
                        + "\"; needed is PKCS#8 without password (openssl pkcs8 -topk8 -nocrypt -in " + file + ")");
            }
        }
        throw new IOException(file + " holds no private key (BEGIN PRIVATE KEY)");
    }

    private static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), decode(file, matcher.group(2))));
        }
        return blocks;
    }

    private static byte[] decode(Path file, String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + " is damaged: " + malformed.getMessage(), malformed);
        }
    }

    private static X509Certificate certificate(Path file, Block block) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.content()));
        } catch (CertificateException unreadable) {
            throw new IOException(file + " holds a certificate that cannot be read", unreadable);
        }
    }

    private static PrivateKey privateKey(Path file, Block block, String algorithm) throws IOException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.content()));
        } catch (GeneralSecurityException unreadable) {
            throw new IOException(
                    file + " holds a key that cannot be read, or not the " + algorithm + " key of the certificate",
                    unreadable);
        }
    }
}
