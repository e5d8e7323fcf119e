package io.twsj.spring.server;

import io.twsj.WebSocketServer;

/**
 * A bean that changes the server before it starts, after {@code twsj.server.*} and the handlers have been applied. Several
 * are called in their order ({@code @Order}).
 */
@FunctionalInterface
public interface TwsjServerCustomizer {

    /** Changes the server to be built. Called again for each start of the application context. */
    void customize(WebSocketServer.Builder server);
}
