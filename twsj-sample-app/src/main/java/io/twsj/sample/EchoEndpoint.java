package io.twsj.sample;

import io.twsj.Execution;
import io.twsj.message.Message;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;

/** Sends every message back as it came. */
@WebSocketHandler(path = "/echo", execution = Execution.INLINE)
final class EchoEndpoint {

    @OnMessage
    Message echo(Message message) {
        return message;
    }
}
