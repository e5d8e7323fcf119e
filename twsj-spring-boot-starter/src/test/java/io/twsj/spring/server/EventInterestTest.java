package io.twsj.spring.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;

/** Whether somebody listens for an event, in whichever way Spring knows. */
class EventInterestTest {

    static class ByMethod {
        @EventListener
        void opened(WebSocketOpenedEvent event) {}
    }

    static class OfRooms implements ApplicationListener<WebSocketRoomEvent> {
        @Override
        public void onApplicationEvent(WebSocketRoomEvent event) {}
    }

    @Configuration
    static class LazyOne {
        @Bean
        @Lazy
        OfRooms rooms() {
            throw new AssertionError("made without need");
        }
    }

    private static AnnotationConfigApplicationContext context(Class<?>... components) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        if (components.length > 0) {
            context.register(components);
        }
        context.refresh();
        return context;
    }

    @Test
    void nobodyListensByDefault() {
        try (AnnotationConfigApplicationContext context = context()) {
            assertThat(new EventInterest(context).exists(WebSocketOpenedEvent.class))
                    .isFalse();
        }
    }

    @Test
    void aMethodListensForItsEventOnly() {
        try (AnnotationConfigApplicationContext context = context(ByMethod.class)) {
            EventInterest interest = new EventInterest(context);

            assertThat(interest.exists(WebSocketOpenedEvent.class)).isTrue();
            assertThat(interest.exists(WebSocketClosedEvent.class)).isFalse();
        }
    }

    @Test
    void aBeanListensForAllEventsOfItsType() {
        try (AnnotationConfigApplicationContext context = context(OfRooms.class)) {
            EventInterest interest = new EventInterest(context);

            assertThat(interest.exists(WebSocketJoinedEvent.class)).isTrue();
            assertThat(interest.exists(WebSocketLeftEvent.class)).isTrue();
            assertThat(interest.exists(WebSocketOpenedEvent.class)).isFalse();
        }
    }

    @Test
    void aLazyBeanCountsAndIsNotMade() {
        try (AnnotationConfigApplicationContext context = context(LazyOne.class)) {
            assertThat(new EventInterest(context).exists(WebSocketJoinedEvent.class))
                    .isTrue();
        }
    }

    @Test
    void listenersOfAParentCount() {
        try (AnnotationConfigApplicationContext parent = context(ByMethod.class);
                AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
            child.setParent(parent);
            child.refresh();

            assertThat(new EventInterest(child).exists(WebSocketOpenedEvent.class))
                    .isTrue();
        }
    }
}
