package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.RoomListener;
import io.twsj.ServerObserver;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketConnections;
import io.twsj.close.CloseReason;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.server.TwsjServerEvent;
import io.twsj.spring.server.WebSocketClosedEvent;
import io.twsj.spring.server.WebSocketConnectionEvent;
import io.twsj.spring.server.WebSocketRoomEvent;
import io.twsj.spring.test.WebSocketTestConnection;
import io.twsj.spring.test.WebSocketTester;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/** What an application hears of its server and connections. */
class EventsTest {

    /** Says to a log what happens. */
    static final class Log {

        private final BlockingQueue<String> entries = new LinkedBlockingQueue<>();

        void add(String entry) {
            entries.add(entry);
        }

        String next() throws InterruptedException {
            return entries.poll(10, TimeUnit.SECONDS);
        }
    }

    @Configuration
    @EnableAutoConfiguration
    @Import(Rooms.class)
    static class Application {
        @Bean
        Log log() {
            return new Log();
        }
    }

    @WebSocketHandler("/rooms")
    static class Rooms {

        private final Log log;

        Rooms(Log log) {
            this.log = log;
        }

        @OnOpen
        void open() {
            log.add("handler");
        }

        @OnMessage
        String join(String room, WebSocketConnection connection) {
            connection.join(room);
            return room;
        }
    }

    static class EventListeners {

        private final Log log;

        EventListeners(Log log) {
            this.log = log;
        }

        @EventListener
        void server(TwsjServerEvent event) {
            log.add(event.getClass().getSimpleName() + " " + event.getServer().isRunning());
        }

        @EventListener
        void connection(WebSocketConnectionEvent event) {
            String detail = event instanceof WebSocketClosedEvent closed
                    ? " " + closed.getReason()
                    : event instanceof WebSocketRoomEvent room ? " " + room.getRoom() : "";
            log.add(event.getClass().getSimpleName() + detail);
        }
    }

    static class FailingListeners {
        @EventListener
        void connection(WebSocketConnectionEvent event) {
            throw new IllegalStateException("listeners may fail");
        }
    }

    /** Sends to the connections, and so depends on them. */
    static class RoomBeans implements RoomListener {

        private final Log log;
        private final WebSocketConnections connections;

        RoomBeans(Log log, WebSocketConnections connections) {
            this.log = log;
            this.connections = connections;
        }

        @Override
        public void joined(WebSocketConnection connection, String room) {
            log.add("joined " + connections.room(room).count());
        }
    }

    static class Observer implements ServerObserver {

        private final Log log;

        Observer(Log log) {
            this.log = log;
        }

        @Override
        public void onOpened(WebSocketConnection connection) {
            log.add("observed opened");
        }

        @Override
        public void onClosed(WebSocketConnection connection, CloseReason reason) {
            log.add("observed closed");
        }
    }

    @Configuration
    static class OwnConnections {
        @Bean
        WebSocketConnections own() {
            return new WebSocketConnections();
        }
    }

    private static ConfigurableApplicationContext run(Class<?>... sources) {
        return new SpringApplicationBuilder(Application.class)
                .sources(sources)
                .properties("twsj.server.port=0", "twsj.server.address=127.0.0.1", "spring.main.banner-mode=off")
                .run();
    }

    private static WebSocketTestConnection connect(ConfigurableApplicationContext context) {
        return context.getBean(WebSocketTester.class).connect("/rooms");
    }

    @Test
    void serverAndConnectionsPublishTheirLives() throws Exception {
        Log log;
        try (ConfigurableApplicationContext context = run(EventListeners.class)) {
            log = context.getBean(Log.class);
            assertThat(log.next()).isEqualTo("TwsjServerStartedEvent true");
            WebSocketTestConnection connection = connect(context);
            assertThat(log.next()).isEqualTo("handler");
            assertThat(log.next()).isEqualTo("WebSocketOpenedEvent");
            connection.send("blue").expect("blue");
            assertThat(log.next()).isEqualTo("WebSocketJoinedEvent blue");
            connection.close();
            assertThat(log.next()).isEqualTo("WebSocketLeftEvent blue");
            assertThat(log.next()).isEqualTo("WebSocketClosedEvent 1000");
        }
        assertThat(log.next()).isEqualTo("TwsjServerStoppingEvent true");
        assertThat(log.next()).isEqualTo("TwsjServerStoppedEvent false");
        assertThat(log.entries).isEmpty();
    }

    @Test
    void aListenerThatFailsHarmsNoConnection() {
        try (ConfigurableApplicationContext context = run(FailingListeners.class)) {
            connect(context).send("blue").expect("blue").send("red").expect("red");
        }
    }

    @Test
    void roomListenerAndObserverBeansHear() throws Exception {
        try (ConfigurableApplicationContext context = run(RoomBeans.class, Observer.class)) {
            Log log = context.getBean(Log.class);
            WebSocketTestConnection connection = connect(context);
            assertThat(log.next()).isEqualTo("handler");
            assertThat(log.next()).isEqualTo("observed opened");
            connection.send("blue").expect("blue");
            assertThat(log.next()).isEqualTo("joined 1");
            connection.close();
            assertThat(log.next()).isEqualTo("observed closed");
        }
    }

    @Test
    void connectionsOfTheApplicationsOwnAreTakenInPlaceOfOurs() throws Exception {
        try (ConfigurableApplicationContext context =
                run(OwnConnections.class, RoomBeans.class, EventListeners.class)) {
            Log log = context.getBean(Log.class);
            assertThat(context.getBeansOfType(WebSocketConnections.class)).containsOnlyKeys("own");
            assertThat(log.next()).isEqualTo("TwsjServerStartedEvent true");
            connect(context).send("blue").expect("blue");

            assertThat(context.getBean(WebSocketConnections.class).room("blue").count())
                    .isEqualTo(1);
            assertThat(log.next()).isEqualTo("handler");
            assertThat(log.next()).isEqualTo("WebSocketOpenedEvent");
            assertThat(log.next()).isEqualTo("joined 1");
            assertThat(log.next()).isEqualTo("WebSocketJoinedEvent blue");
        }
    }
}
