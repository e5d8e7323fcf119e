package io.twsj.close;

/**
 * Root of what can go wrong with a connection; the subclasses say whose fault it was.
 *
 * <ul>
 *   <li>{@link ProtocolException}: the peer broke a rule; the connection fails with its close code.
 *   <li>{@link LimitExceededException}: the peer, or what is sent to it, went over a limit of this endpoint.
 *   <li>{@link HookException}: a hook of the application's threw; the connection fails with 1011.
 *   <li>{@link ConnectionClosedException}: something was asked of a connection that has ended.
 * </ul>
 *
 * <p>A caller's own mistake is an {@link IllegalArgumentException} or {@link IllegalStateException} instead, thrown at
 * the call, with nothing sent and no state changed. Failures of the network are {@link java.io.IOException}s.
 */
public abstract class WebSocketException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WebSocketException(String message) {
        super(message);
    }
}
