package io.twsj.spring.test.app;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;

/** Another handler, with a collaborator of its own. */
@WebSocketHandler("/other")
public class Other {

    Other(History history) {}

    @OnMessage
    String answer(String message) {
        return message;
    }
}
