package io.twsj.blocking;

import io.twsj.extension.ExtensionParameters;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of a socket (RFC 6455 section 4): what was asked, answered and agreed. Immutable.
 *
 * @param request the client's request
 * @param response the server's response, a 101
 * @param subprotocol the agreed subprotocol, or null if none was agreed
 * @param extensions the agreed extensions with their parameters, in order of the response
 */
public record WsHandshake(
        RequestHead request,
        ResponseHead response,
        @Nullable String subprotocol,
        List<ExtensionParameters> extensions) {

    /** Copies the list. */
    public WsHandshake {
        extensions = List.copyOf(extensions);
    }
}
