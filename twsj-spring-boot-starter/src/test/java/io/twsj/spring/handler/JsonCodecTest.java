package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is sent as it is, and what as JSON. */
class JsonCodecTest {

    private final JsonCodec codec = new JsonCodec(JsonMapper.shared());

    @Test
    void plainValuesAreSentAsTheyAre() {
        Message message = Message.text("m");

        assertThat(codec.encode(message)).isSameAs(message);
        assertThat(codec.encode("no \"JSON\"").text()).isEqualTo("no \"JSON\"");
        assertThat(codec.encode(new byte[] {1}).bytes()).containsExactly(1);
        assertThat(codec.encode(ByteBuffer.wrap(new byte[] {2, 3})).bytes()).containsExactly(2, 3);
    }

    @Test
    void everythingElseIsSentAsJsonText() {
        Message message = codec.encode(Map.of("größe", List.of(1, 2.5, true)));

        assertThat(message.isText()).isTrue();
        assertThat(message.text()).isEqualTo("{\"größe\":[1,2.5,true]}");
    }

    @Test
    void aValueThatCannotBeWrittenIsTheCallersFault() {
        Object cyclic = new Object() {
            @SuppressWarnings("unused")
            public Object getSelf() {
                return this;
            }
        };

        assertThatThrownBy(() -> codec.encode(cyclic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot write a " + cyclic.getClass().getName() + " as JSON");
    }
}
