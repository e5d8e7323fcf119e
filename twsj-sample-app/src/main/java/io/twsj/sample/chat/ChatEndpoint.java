package io.twsj.sample.chat;

import io.twsj.WebSocketConnection;
import io.twsj.sample.chat.ChatEvent.Refused;
import io.twsj.sample.chat.ChatException.Code;
import io.twsj.sample.chat.ChatRequest.Join;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The chat's endpoint: from messages to requests, and from refusals to answers. The other answers are sent by
 * {@link Chat} and not returned from here, since they have their place among the events of the room.
 */
@WebSocketHandler(path = "/chat/{room}", subprotocols = "twsj.chat")
final class ChatEndpoint {

    private final Chat chat;

    ChatEndpoint(Chat chat) {
        this.chat = chat;
    }

    /**
     * A message that is JSON.
     *
     * @param envelope null for the JSON {@code null}
     * @param user who has connected; null where nobody asked
     */
    @OnMessage
    @Nullable
    EventEnvelope message(
            @Nullable RequestEnvelope envelope,
            WebSocketConnection connection,
            @Nullable Principal user,
            @PathVariable String room) {
        if (envelope == null) {
            return noJson();
        }
        try {
            ChatRequest request = envelope.request();
            checkName(request, user);
            chat.handle(connection, room, request, envelope.usableId());
            return null;
        } catch (ChatException e) {
            return new EventEnvelope(e.refusal(), envelope.usableId());
        }
    }

    /** Whoever is known cannot pass for somebody else. */
    private static void checkName(ChatRequest request, @Nullable Principal user) throws ChatException {
        if (user != null && request instanceof Join join && !join.name().equals(user.getName())) {
            throw new ChatException(Code.BAD_NAME, "Your token is for the name " + user.getName() + ".");
        }
    }

    @OnMessage
    EventEnvelope message(byte[] binary) {
        return noJson();
    }

    @OnError
    EventEnvelope unreadable(JacksonException error) {
        return noJson();
    }

    @OnClose
    void closed(WebSocketConnection connection, @PathVariable String room) {
        chat.ended(connection, room);
    }

    private static EventEnvelope noJson() {
        return new EventEnvelope(
                new Refused(Code.BAD_JSON, "A message is a text with a JSON object: \"type\", \"id\", \"data\"."),
                null);
    }
}
