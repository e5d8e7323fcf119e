package io.twsj.handshake;

import io.twsj.extension.ExtensionSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a handshake that succeeded: what both sides agreed on. Immutable.
 *
 * <p>Who receives it owns its extension sessions: they go to the connection, or end with {@link #discard()}.
 */
public final class Agreement implements ServerHandshake.Outcome {

    private static final byte[] NO_RESPONSE = {};

    private final @Nullable String subprotocol;
    private final List<ExtensionSession> extensions;
    private final byte[] response;

    private Agreement(@Nullable String subprotocol, List<ExtensionSession> extensions, byte[] response) {
        this.subprotocol = subprotocol;
        this.extensions = extensions;
        this.response = response;
    }

    static Agreement ofServer(@Nullable String subprotocol, List<ExtensionSession> extensions, byte[] response) {
        return new Agreement(subprotocol, extensions, response);
    }

    static Agreement ofClient(@Nullable String subprotocol, List<ExtensionSession> extensions) {
        return new Agreement(subprotocol, extensions, NO_RESPONSE);
    }

    /** The subprotocol, null if none was agreed. */
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    /** The extensions at work, in order of the response: what is sent passes the first one first. */
    public List<ExtensionSession> extensions() {
        return extensions;
    }

    /** Server: the whole 101 response, ready to be written; the array is the caller's. Client: no bytes. */
    public byte[] response() {
        return response;
    }

    /** Closes the extension sessions of an agreement that becomes no connection. */
    public void discard() {
        extensions.forEach(ExtensionSession::close);
    }
}
