package io.twsj.spring.guide;

import io.twsj.WebSocketConnection;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.SendTo;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.handler.MessageContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

@WebSocketHandler("/chat/{room}")
class Chat {

    record Say(@NotBlank String text) {}

    record Said(String by, String text) {}

    @OnOpen
    void open(WebSocketConnection connection, @PathVariable String room) {
        connection.join(room);
    }

    @OnMessage(type = "say") // {"type":"say","id":7,"data":{"text":"hi"}}
    @SendTo(room = "{room}") // to the room instead of the peer; @Broadcast: to all of the handler
    Said say(@Valid Say say, Principal user) { // {"type":"said","data":{...}}
        return new Said(user.getName(), say.text());
    }

    @OnMessage(type = "who")
    List<String> who(WebSocketConnection connection, @PathVariable String room) { // {"type":"who","id":7,"data":[...]}
        return connection.connections().room(room).stream()
                .map(member -> member.principal().getName())
                .toList();
    }

    @OnMessage
    void rest(@Nullable JsonNode data, MessageContext message) {} // all other types, also without data
}
