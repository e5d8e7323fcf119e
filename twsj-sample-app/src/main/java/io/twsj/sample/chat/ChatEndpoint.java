package io.twsj.sample.chat;

import io.twsj.WebSocketConnection;
import io.twsj.sample.chat.ChatEvent.Refused;
import io.twsj.sample.chat.ChatException.Code;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The chat's endpoint: from messages to requests, and from refusals to answers. The other answers are sent by
 * {@link Chat} and not returned from here, since they have their place among the events of the room.
 */
@WebSocketHandler("/chat/{room}")
final class ChatEndpoint {

    private final Chat chat;

    ChatEndpoint(Chat chat) {
        this.chat = chat;
    }

    /**
     * A message that is JSON.
     *
     * @param envelope null for the JSON {@code null}
     */
    @OnMessage
    @Nullable
    EventEnvelope message(
            @Nullable RequestEnvelope envelope, WebSocketConnection connection, @PathVariable String room) {
        if (envelope == null) {
            return noJson();
        }
        try {
            chat.handle(connection, room, envelope.request(), envelope.usableId());
            return null;
        } catch (ChatException e) {
            return new EventEnvelope(e.refusal(), envelope.usableId());
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
