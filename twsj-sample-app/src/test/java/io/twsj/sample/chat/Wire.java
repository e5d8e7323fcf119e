package io.twsj.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.test.WebSocketTestConnection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What goes over the chat's connections, with {@code '} for the quotes of JSON. */
final class Wire {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Wire() {}

    static void send(WebSocketTestConnection client, String type, String id, String data) {
        String fields = "{'type':'" + type + "','id':'" + id + "'" + (data == null ? "}" : ",'data':" + data + "}");
        client.send(fields.replace('\'', '"'));
    }

    static JsonNode next(WebSocketTestConnection client) {
        return client.receive(JsonNode.class);
    }

    static JsonNode json(String json) {
        return MAPPER.readTree(json.replace('\'', '"'));
    }

    /** Checks all but the time, which must be there. */
    static void assertEvent(WebSocketTestConnection client, String type, String id, String dataWithoutTime) {
        JsonNode event = next(client);
        assertThat(event.get("type").stringValue()).isEqualTo(type);
        assertId(event, id);
        JsonNode data = event.get("data");
        assertThat(data.asObject().remove("at").isIntegralNumber()).isTrue();
        assertThat(data).isEqualTo(json(dataWithoutTime));
    }

    /** Checks the code, and returns the data. */
    static JsonNode assertError(WebSocketTestConnection client, String code, String id) {
        JsonNode event = next(client);
        assertThat(event.get("type").stringValue()).isEqualTo("error");
        assertId(event, id);
        assertThat(event.get("data").get("code").stringValue()).isEqualTo(code);
        assertThat(event.get("data").get("message").stringValue()).endsWith(".");
        return event.get("data");
    }

    private static void assertId(JsonNode event, String id) {
        if (id == null) {
            assertThat(event.has("id")).isFalse();
        } else {
            assertThat(event.get("id").stringValue()).isEqualTo(id);
        }
    }

    static void assertAlive(WebSocketTestConnection client) {
        send(client, "who", "alive?", null);
        assertThat(next(client).get("type").stringValue()).isEqualTo("members");
    }
}
