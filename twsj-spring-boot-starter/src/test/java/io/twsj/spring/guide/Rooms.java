package io.twsj.spring.guide;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;

@WebSocketHandler("/rooms/{room}")
class Rooms {

    record Say(String text) {}

    record Said(String room, String text) {}

    @OnMessage
    Said say(Say message, @PathVariable String room) {
        return new Said(room, message.text());
    }
}
