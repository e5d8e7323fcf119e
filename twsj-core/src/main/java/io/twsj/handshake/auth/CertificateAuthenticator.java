package io.twsj.handshake.auth;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Takes the client's certificate as its credentials. TLS has verified it before, if the server's options ask for one and
 * say whom to trust. There is no challenge for it: alone, it refuses clients without a certificate with 403.
 * Thread-safe.
 */
public final class CertificateAuthenticator implements Authenticator {

    /** The attribute of {@link #CertificateAuthenticator() the usual principal} that holds the certificate. */
    public static final String CERTIFICATE = "certificate";

    private static final Authentication NO_CERTIFICATE = Authentication.challenge();
    private static final Authentication NOBODY = Authentication.rejected();

    private final Function<X509Certificate, @Nullable AuthenticatedPrincipal> principals;

    /** The principal has the subject's distinguished name, and expires with the certificate. */
    public CertificateAuthenticator() {
        this(CertificateAuthenticator::subject);
    }

    /** @param principals tells whom a certificate stands for, null for nobody; called on a worker */
    public CertificateAuthenticator(Function<X509Certificate, @Nullable AuthenticatedPrincipal> principals) {
        this.principals = principals;
    }

    private static AuthenticatedPrincipal subject(X509Certificate certificate) {
        return AuthenticatedPrincipal.of(
                certificate.getSubjectX500Principal().getName(),
                Map.of(CERTIFICATE, certificate),
                certificate.getNotAfter().toInstant());
    }

    @Override
    public CompletionStage<Authentication> authenticate(AuthenticationRequest request) {
        X509Certificate certificate = certificate(request.tlsSession());
        if (certificate == null) {
            return CompletableFuture.completedFuture(NO_CERTIFICATE);
        }
        AuthenticatedPrincipal principal = principals.apply(certificate);
        return CompletableFuture.completedFuture(principal == null ? NOBODY : Authentication.granted(principal));
    }

    private static @Nullable X509Certificate certificate(@Nullable SSLSession session) {
        if (session == null) {
            return null;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate certificate ? certificate : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }
}
