package io.twsj.transport;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Says in plain words why a client refuses a server's certificate. */
final class CertificateRefusal {

    private CertificateRefusal() {}

    /** The failure itself if it is another one. */
    static SSLException explained(SSLException failure) {
        if (!(failure.getCause() instanceof CertificateException)) {
            return failure;
        }
        Throwable root = failure.getCause();
        while (root.getCause() != null) {
            root = root.getCause();
        }
        SSLException explained = new SSLHandshakeException("the server's certificate is refused: " + reason(root));
        explained.initCause(failure);
        return explained;
    }

    private static String reason(Throwable root) {
        if (root instanceof CertPathBuilderException) {
            return "it comes from nobody whom this client trusts";
        }
        if (root instanceof CertificateExpiredException) {
            return "it has expired (" + root.getMessage() + ")";
        }
        if (root instanceof CertificateNotYetValidException) {
            return "it is not valid yet (" + root.getMessage() + ")";
        }
        return String.valueOf(root.getMessage());
    }
}
