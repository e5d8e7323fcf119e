package io.twsj.spring.autoconfigure;

import io.twsj.RoomListener;
import io.twsj.ServerObserver;
import io.twsj.WebSocketConnections;
import io.twsj.spring.server.ConnectionEventPublisher;
import io.twsj.spring.server.TwsjServerCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Has the application hear of its connections: {@link RoomListener} and {@link ServerObserver} beans, and listeners for
 * Spring's events.
 */
@AutoConfiguration(after = TwsjServerAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
public final class TwsjEventAutoConfiguration {

    /** Added late, so that these listeners may send to the connections. */
    @Bean
    SmartInitializingSingleton twsjRoomListeners(
            WebSocketConnections connections, ObjectProvider<RoomListener> listeners) {
        return () -> listeners.orderedStream().forEach(connections::addRoomListener);
    }

    @Bean
    @Order(0)
    TwsjServerCustomizer twsjObservers(ObjectProvider<ServerObserver> observers) {
        return server -> observers.orderedStream().forEach(server::observer);
    }

    @Bean
    @Order(0)
    @ConditionalOnMissingBean
    ConnectionEventPublisher twsjConnectionEventPublisher(
            ApplicationContext context, WebSocketConnections connections) {
        return new ConnectionEventPublisher(context, connections);
    }
}
