package io.twsj;

import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Makes TLS engines of one context on the same terms. Thread-safe. */
final class TlsEngines {

    /** An IP address is no server name (RFC 6066 section 3). */
    private static final String ADDRESS = "[0-9.]+|.*:.*";

    private final SSLContext context;
    private final ClientAuth clientAuth;
    private final String[] protocols;
    private final String[] cipherSuites;
    private final String[] applicationProtocols;
    private final boolean verifiesHost;

    TlsEngines(
            SSLContext context,
            ClientAuth clientAuth,
            List<String> protocols,
            List<String> cipherSuites,
            List<String> applicationProtocols,
            boolean verifiesHost) {
        this.context = context;
        this.clientAuth = clientAuth;
        this.protocols = protocols.toArray(String[]::new);
        this.cipherSuites = cipherSuites.isEmpty() ? forwardSecret(context) : supported(context, cipherSuites);
        this.applicationProtocols = applicationProtocols.toArray(String[]::new);
        this.verifiesHost = verifiesHost;
    }

    /** RFC 9325 section 4.1: suites whose key exchange is static RSA are to be avoided. */
    private static String[] forwardSecret(SSLContext context) {
        return Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                .filter(name -> !name.startsWith("TLS_RSA_"))
                .toArray(String[]::new);
    }

    private static String[] supported(SSLContext context, List<String> names) {
        List<String> known = List.of(context.getSupportedSSLParameters().getCipherSuites());
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("cipher suite " + name + " is unknown here; known are " + known);
            }
        }
        return names.toArray(String[]::new);
    }

    SSLEngine server() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine);
        if (clientAuth == ClientAuth.NEED) {
            parameters.setNeedClientAuth(true);
        } else if (clientAuth == ClientAuth.WANT) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    SSLEngine client(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        if (verifiesHost) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        parameters.setServerNames(serverNames(host));
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** The JDK by itself would leave out names without a dot. */
    private static List<SNIServerName> serverNames(String host) {
        if (host.matches(ADDRESS)) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException unusual) {
            // Such as one with an underscore, which only a name server may like.
            return List.of();
        }
    }

    private SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(cipherSuites);
        parameters.setApplicationProtocols(applicationProtocols);
        return parameters;
    }
}
