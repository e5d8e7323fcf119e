package io.twsj.transport;

import io.twsj.protocol.Role;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * How connections speak TLS. Immutable; may serve any number of connections at once.
 *
 * @param role which side of the handshake this endpoint is
 * @param picksByName whether a server's engine depends on the name the client asks for (RFC 6066 section 3), so that
 *     its first message has to be looked at before
 * @param engines makes an engine in the right mode with all its parameters, given that name: null if the client named
 *     none or nobody looked
 * @param tasks runs the expensive steps of handshakes
 */
public record TlsTerms(Role role, boolean picksByName, Function<@Nullable String, SSLEngine> engines, Executor tasks) {

    SSLEngine engineFor(@Nullable String serverName) {
        return engines.apply(serverName);
    }

    boolean isClient() {
        return role == Role.CLIENT;
    }
}
