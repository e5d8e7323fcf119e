package io.twsj.sample.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message to a client.
 *
 * @param id of the request it answers; null, and not in the JSON, if it answers none
 */
record EventEnvelope(
        String type,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode id,
        ChatEvent data) {

    EventEnvelope(ChatEvent event, @Nullable JsonNode id) {
        this(event.type(), id, event);
    }
}
