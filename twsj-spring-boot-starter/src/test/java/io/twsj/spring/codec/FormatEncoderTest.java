package io.twsj.spring.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.MessageEncoder;
import io.twsj.message.Message;
import io.twsj.spring.annotation.MessageType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.smile.SmileMapper;

/** What is sent as it is, and what as JSON. */
class FormatEncoderTest {

    private static final MessageFormats FORMATS = new MessageFormats(JsonMapper.shared())
            .withBinary("CBOR", CBORMapper.shared())
            .withBinary("Smile", new SmileMapper());

    private final MessageEncoder codec = new FormatEncoder(FORMATS, MessageCodecs.NONE, false);
    private final MessageEncoder enveloping = new FormatEncoder(FORMATS, MessageCodecs.NONE, true);

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

    @MessageType("chat.said")
    record Said(String text) {}

    record Untold(int n) {}

    @Test
    void valuesAreEnvelopedUnderTheTypeOfTheirClass() {
        assertThat(enveloping.encode(new Said("hi")).text())
                .isEqualTo("{\"type\":\"chat.said\",\"data\":{\"text\":\"hi\"}}");
        assertThat(enveloping.encode(new Untold(1)).text()).isEqualTo("{\"type\":\"untold\",\"data\":{\"n\":1}}");
        assertThat(enveloping.encode(Envelope.of("x", List.of(1))).text()).isEqualTo("{\"type\":\"x\",\"data\":[1]}");
        assertThat(enveloping.encode("as it is").text()).isEqualTo("as it is");
    }

    @Test
    void aValueThatDoesNotTellItsTypeNeedsAnEnvelope() {
        assertThatThrownBy(() -> enveloping.encode(List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Envelope.of(type, value)");
    }

    @ParameterizedTest
    @CsvSource({"cbor,CBOR", "chat.v1.cbor,CBOR", "chat+smile,Smile", "SMILE,Smile", "json,JSON", "other,JSON", ",JSON"
    })
    void theSubprotocolNamesTheFormat(String subprotocol, String format) throws Exception {
        assertThat(FORMATS.forSubprotocol(subprotocol)).hasToString(format);
        assertThat(codec.forSubprotocol(subprotocol)).isSameAs(codec.forSubprotocol(subprotocol));
    }

    @Test
    void binaryFormatsAreSentAsBinaryMessages() {
        Message cbor = codec.forSubprotocol("cbor").encode(Map.of("a", 1));
        Message smile = codec.forSubprotocol("smile").encode(Map.of("a", 1));

        assertThat(cbor.isText()).isFalse();
        assertThat(CBORMapper.shared().readTree(cbor.bytes()).get("a").asInt()).isEqualTo(1);
        assertThat(new SmileMapper().readTree(smile.bytes()).get("a").asInt()).isEqualTo(1);
    }

    record Celsius(int degrees) {}

    @Test
    void aCodecOfTheApplicationComesBeforeTheFormats() {
        MessageCodec<Celsius> own = new MessageCodec<>() {
            @Override
            public Class<Celsius> type() {
                return Celsius.class;
            }

            @Override
            public Celsius decode(Message message) {
                return new Celsius(message.bytes()[0]);
            }

            @Override
            public Message encode(Celsius value) {
                return Message.binary(new byte[] {(byte) value.degrees()});
            }
        };

        Message message = new FormatEncoder(FORMATS, new MessageCodecs(List.of(own)), true).encode(new Celsius(21));

        assertThat(message.bytes()).containsExactly(21);
    }
}
