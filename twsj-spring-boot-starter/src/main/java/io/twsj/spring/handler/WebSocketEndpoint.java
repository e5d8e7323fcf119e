package io.twsj.spring.handler;

import io.twsj.Execution;
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
 * @param listener calls its methods
 */
public record WebSocketEndpoint(
        String beanName,
        Class<?> type,
        String path,
        List<String> subprotocols,
        Execution execution,
        WebSocketListener listener) {

    /** The same with something around the calls of its methods. */
    WebSocketEndpoint decoratedBy(ListenerDecorator decorator) {
        return new WebSocketEndpoint(beanName, type, path, subprotocols, execution, decorator.decorate(listener));
    }
}
