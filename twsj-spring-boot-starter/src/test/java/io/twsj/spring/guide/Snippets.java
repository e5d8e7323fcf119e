package io.twsj.spring.guide;

import io.twsj.WebSocketConnections;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.guide.Rooms.Said;
import io.twsj.spring.guide.Rooms.Say;
import io.twsj.spring.handler.WebSocketRoutes;
import java.security.Principal;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shorter pieces that use the starter. */
final class Snippets {

    record Point(int x, int y) {

        Point mirrored() {
            return new Point(-x, y);
        }
    }

    private Snippets() {}

    @Configuration(proxyBeanMethods = false)
    static class Routes {

        @Bean
        WebSocketRoutes routes() {
            return WebSocketRoutes.create()
                    .path("/echo", route -> route.onText((connection, text) -> text))
                    .path("/points", route -> route.onJson(Point.class, (connection, point) -> point.mirrored()));
        }
    }

    static void fromAnywhere(WebSocketConnections connections) {
        connections.handler(Rooms.class).send(new Said("server", "good night"));
        connections.user("ann").send(new Said("server", "only for you"));
    }

    @WebSocketHandler("/known")
    static class Known {

        @OnMessage
        Said say(Say message, Principal user) {
            return new Said(user.getName(), message.text());
        }
    }
}
