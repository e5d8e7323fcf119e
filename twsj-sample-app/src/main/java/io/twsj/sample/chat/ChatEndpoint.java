package io.twsj.sample.chat;

import io.twsj.WebSocketConnection;
import io.twsj.sample.chat.ChatException.Code;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.handler.Reply;
import jakarta.validation.Valid;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The chat's endpoint, one method a type of request. The replies are sent by {@link Chat} and not returned from here, since
 * they have their place among the events of the room. {@link ChatErrors} makes replies of what goes wrong.
 */
@WebSocketHandler(path = "/chat/{room}", subprotocols = "twsj.chat")
final class ChatEndpoint {

    private final Chat chat;

    ChatEndpoint(Chat chat) {
        this.chat = chat;
    }

    /** Whoever is known cannot pass for somebody else. */
    @OnMessage(type = "join")
    void join(
            @Valid Join join,
            @PathVariable String room,
            WebSocketConnection client,
            @Nullable Principal user,
            Reply reply)
            throws ChatException {
        if (!ChatRules.isRoom(room)) {
            throw new ChatException(
                    Code.BAD_ROOM,
                    "A room's name has 1 to " + ChatRules.MAX_ROOM + " characters, none of them invisible.");
        }
        if (user != null && !join.name().equals(user.getName())) {
            throw new ChatException(Code.BAD_NAME, "Your token is for the name " + user.getName() + ".");
        }
        chat.join(room, client, join, reply);
    }

    @OnMessage(type = "say")
    void say(@Valid Say say, @PathVariable String room, WebSocketConnection client, Reply reply) throws ChatException {
        chat.say(room, client, say, reply);
    }

    @OnMessage(type = "tell")
    void tell(@Valid Tell tell, @PathVariable String room, WebSocketConnection client, Reply reply)
            throws ChatException {
        chat.tell(room, client, tell, reply);
    }

    /** Usually without an id, since nobody waits for an answer. */
    @OnMessage(type = "typing")
    void typing(@PathVariable String room, WebSocketConnection client) throws ChatException {
        chat.typing(room, client);
    }

    /** The connection stays. */
    @OnMessage(type = "leave")
    void leave(@PathVariable String room, WebSocketConnection client, Reply reply) throws ChatException {
        chat.leave(room, client, reply);
    }

    /** For this one need not be in the room. */
    @OnMessage(type = "who")
    void who(@PathVariable String room, Reply reply) {
        chat.who(room, reply);
    }

    /** No message is binary. */
    @OnMessage
    ErrorReply binary(byte[] message) {
        return ChatErrors.noJson();
    }
}
