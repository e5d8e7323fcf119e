package io.twsj.spring.handler;

import io.twsj.Execution;
import io.twsj.HandshakeInterceptor;
import io.twsj.MessageEncoder;
import io.twsj.WebSocketListener;
import java.util.List;

/**
 * A handler bean, ready to be served. Immutable.
 *
 * @param beanName the bean's name
 * @param type the bean's class, without proxies
 * @param path the path's pattern, without a prefix
 * @param subprotocols the subprotocols it speaks
 * @param execution where its methods run
 * @param encoder writes what is sent
 * @param keepsHandshake whether the opening handshake is kept after {@code onOpen}
 * @param interceptors see its opening handshakes
 * @param listener calls its methods
 */
public record WebSocketEndpoint(
        String beanName,
        Class<?> type,
        String path,
        List<String> subprotocols,
        Execution execution,
        MessageEncoder encoder,
        boolean keepsHandshake,
        List<HandshakeInterceptor> interceptors,
        WebSocketListener listener) {

    /** The same with something around the calls of its methods. */
    WebSocketEndpoint decoratedBy(ListenerDecorator decorator) {
        return with(interceptors.stream().map(decorator::decorate).toList(), decorator.decorate(listener));
    }

    /** The same with these in place of its own. */
    WebSocketEndpoint with(List<HandshakeInterceptor> otherInterceptors, WebSocketListener other) {
        return new WebSocketEndpoint(
                beanName, type, path, subprotocols, execution, encoder, keepsHandshake, otherInterceptors, other);
    }
}
