package io.twsj.spring.test.app;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;

/** Says to a room what one of its members says. */
@WebSocketHandler(path = "/rooms/{room}", subprotocols = "rooms")
public class Rooms {

    /** What a client sends. */
    public record Say(String text) {}

    /** What is answered. */
    public record Said(String room, String text, String before) {}

    private final History history;

    Rooms(History history) {
        this.history = history;
    }

    @OnMessage
    Said say(Say message, @PathVariable String room) {
        return new Said(room, message.text(), history.last(room));
    }

    @OnMessage
    byte[] echo(byte[] message, WebSocketConnection connection) {
        if (message.length == 0) {
            connection.close(new CloseReason(4000, "nothing to echo"));
        }
        return message;
    }
}
