package io.twsj.sample;

import io.twsj.ConnectionGroup;
import io.twsj.Execution;
import io.twsj.WebSocketConnection;
import io.twsj.message.Message;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;

/** Sends every message as it came to every connection of the path, the sender's included. */
@WebSocketHandler(path = "/broadcast", execution = Execution.INLINE)
final class BroadcastEndpoint {

    private final ConnectionGroup all = new ConnectionGroup();

    @OnOpen
    void open(WebSocketConnection connection) {
        all.add(connection);
    }

    @OnMessage
    void broadcast(Message message) {
        all.send(message);
    }
}
