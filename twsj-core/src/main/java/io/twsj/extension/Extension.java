package io.twsj.extension;

import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * A protocol extension as the opening handshake sees it (RFC 6455 section 9.1). Thread-safe; one object serves all
 * connections, what belongs to one connection lives in its {@link ExtensionSession}.
 */
public interface Extension {

    /**
     * The extensions that are found on the class path or module path: each a provider of this interface, as
     * {@link ServiceLoader} defines it, in the order in which it finds them. Nothing uses them by itself; give them to a
     * route or a client.
     *
     * @throws java.util.ServiceConfigurationError if a provider is declared that cannot be made
     */
    static List<Extension> installed() {
        return ServiceLoader.load(Extension.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The registered name, a token; compared exactly. */
    String name();

    /**
     * Server: looks at one offer of a client.
     *
     * @param offer an element of the request whose name is {@link #name()}
     * @return what is agreed, or null to decline; the client's next offer is then tried. An offer with unknown or
     *     malformed parameters is declined, never an error (RFC 7692 section 5.1 says the same)
     */
    @Nullable
    ExtensionSession accept(ExtensionParameters offer);

    /** Client: what to offer, in order of preference; each element has {@link #name()} as its name. */
    List<ExtensionParameters> offers();

    /**
     * Client: looks at the server's response.
     *
     * @param response an element of the response whose name is {@link #name()}
     * @return what is agreed, or null if the response is not a legal answer to {@link #offers()}: the handshake then
     *     fails
     */
    @Nullable
    ExtensionSession confirm(ExtensionParameters response);
}
