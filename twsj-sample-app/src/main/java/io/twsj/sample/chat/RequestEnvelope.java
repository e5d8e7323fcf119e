package io.twsj.sample.chat;

import io.twsj.sample.chat.ChatException.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message of a client as it comes: anything that is a JSON object.
 *
 * @param id chosen by the client and repeated in the answer
 */
record RequestEnvelope(
        @Nullable String type,
        @Nullable JsonNode id,
        @Nullable JsonNode data) {

    /** The id if it is one that can be repeated, else null. */
    @Nullable
    JsonNode usableId() {
        return id != null && (id.isIntegralNumber() || isShortString(id)) ? id : null;
    }

    private static boolean isShortString(JsonNode id) {
        return id.isString()
                && id.stringValue().length() <= ChatRules.MAX_ID
                && ChatRules.isWellFormed(id.stringValue());
    }

    ChatRequest request() throws ChatException {
        boolean hasId = id != null && !id.isNull() && !id.isMissingNode();
        if (hasId && usableId() == null) {
            throw new ChatException(
                    Code.BAD_REQUEST,
                    "An \"id\" is an integer or a string of at most " + ChatRules.MAX_ID + " characters.");
        }
        return ChatRequest.of(type, data);
    }
}
