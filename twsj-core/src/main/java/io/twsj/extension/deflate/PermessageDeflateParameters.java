package io.twsj.extension.deflate;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionParameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The four parameters of permessage-deflate (RFC 7692 section 7.1), read from an element or to be written to one.
 * Immutable.
 *
 * @param serverNoContextTakeover whether the server forgets its history with each message
 * @param clientNoContextTakeover whether the client does
 * @param serverMaxWindowBits the server's window; 0 if the parameter is not there
 * @param clientMaxWindowBits the client's window; 0 if the parameter is not there, {@link #NO_VALUE} if it is its name
 *     alone
 */
record PermessageDeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {

    static final String NAME = "permessage-deflate";

    /** In an offer: the client knows the parameter, and leaves it to the server. */
    static final int NO_VALUE = -1;

    private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

    /** Reads an offer or a response; null if something in it is unknown, malformed or there twice. */
    static @Nullable PermessageDeflateParameters parse(ExtensionParameters element) {
        if (element.hasDuplicates() || !element.parameters().stream().allMatch(PermessageDeflateParameters::isValid)) {
            return null;
        }
        return new PermessageDeflateParameters(
                element.has(SERVER_NO_CONTEXT_TAKEOVER),
                element.has(CLIENT_NO_CONTEXT_TAKEOVER),
                WindowBits.parse(element.value(SERVER_MAX_WINDOW_BITS)),
                clientWindow(element));
    }

    private static boolean isValid(Parameter parameter) {
        return switch (parameter.name()) {
            case SERVER_NO_CONTEXT_TAKEOVER, CLIENT_NO_CONTEXT_TAKEOVER -> parameter.value() == null;
            case SERVER_MAX_WINDOW_BITS -> WindowBits.parse(parameter.value()) != 0;
            case CLIENT_MAX_WINDOW_BITS -> parameter.value() == null || WindowBits.parse(parameter.value()) != 0;
            default -> false;
        };
    }

    private static int clientWindow(ExtensionParameters element) {
        boolean nameAlone = element.has(CLIENT_MAX_WINDOW_BITS) && element.value(CLIENT_MAX_WINDOW_BITS) == null;
        return nameAlone ? NO_VALUE : WindowBits.parse(element.value(CLIENT_MAX_WINDOW_BITS));
    }

    /** Writes them down. */
    ExtensionParameters toElement() {
        ExtensionParameters element = ExtensionParameters.of(NAME);
        if (serverNoContextTakeover) {
            element = element.with(SERVER_NO_CONTEXT_TAKEOVER);
        }
        if (clientNoContextTakeover) {
            element = element.with(CLIENT_NO_CONTEXT_TAKEOVER);
        }
        if (serverMaxWindowBits > 0) {
            element = element.with(SERVER_MAX_WINDOW_BITS, Integer.toString(serverMaxWindowBits));
        }
        if (clientMaxWindowBits == NO_VALUE) {
            return element.with(CLIENT_MAX_WINDOW_BITS);
        }
        return clientMaxWindowBits == 0
                ? element
                : element.with(CLIENT_MAX_WINDOW_BITS, Integer.toString(clientMaxWindowBits));
    }
}
