package io.twsj.sample.chat;

import io.twsj.sample.chat.ChatException.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a client can ask for. Its values have been checked. */
sealed interface ChatRequest {

    /**
     * To be in the room.
     *
     * @param name what the others see
     * @param key a secret of the client's; whoever comes with the same name and key takes the place of the older
     *     connection, which may be dead without anybody knowing. Null: nobody can.
     */
    record Join(String name, @Nullable String key) implements ChatRequest {

        /** Name and whether there is a key: the key is nobody else's business. */
        @Override
        public String toString() {
            return "Join[name=" + name + (key == null ? "]" : ", with key]");
        }
    }

    /** To be heard by all in the room. */
    record Say(String text) implements ChatRequest {}

    /** To be no longer in the room; the connection stays. */
    record Leave() implements ChatRequest {}

    /** To know who is in the room; for this one need not be in it. */
    record Who() implements ChatRequest {}

    /**
     * Reads a request.
     *
     * @throws ChatException if there is no such type, or its data are not as they must be
     */
    static ChatRequest of(@Nullable String type, @Nullable JsonNode data) throws ChatException {
        if (type == null) {
            throw new ChatException(Code.BAD_REQUEST, "A message needs a \"type\".");
        }
        return switch (type) {
            case "join" -> new Join(ChatRules.name(text(type, data, "name")), ChatRules.key(key(data)));
            case "say" -> new Say(ChatRules.text(text(type, data, "text")));
            case "leave" -> new Leave();
            case "who" -> new Who();
            default ->
                throw new ChatException(Code.UNKNOWN_TYPE, "The types are \"join\", \"say\", \"leave\" and \"who\".");
        };
    }

    private static @Nullable String key(@Nullable JsonNode data) throws ChatException {
        return data == null || data.path("key").isMissingNode() ? null : text("join", data, "key");
    }

    private static String text(String type, @Nullable JsonNode data, String field) throws ChatException {
        JsonNode value = data == null ? null : data.get(field);
        if (value == null || !value.isString()) {
            throw new ChatException(
                    Code.BAD_REQUEST, "\"" + type + "\" needs a string \"" + field + "\" in its \"data\".");
        }
        return value.stringValue();
    }
}
