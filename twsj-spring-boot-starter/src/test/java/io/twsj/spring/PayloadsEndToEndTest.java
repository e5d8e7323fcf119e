package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.annotation.LocalWebSocketPort;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.smile.SmileMapper;

/** What messages may be, over a real socket: binary formats chosen by subprotocol, and large ones as streams. */
@SpringBootTest(properties = "twsj.server.address=127.0.0.1")
class PayloadsEndToEndTest {

    @Configuration
    @EnableAutoConfiguration
    @Import({Points.class, Streams.class})
    static class Application {}

    record Point(int x, int y) {}

    @WebSocketHandler(
            path = "/points",
            subprotocols = {"cbor", "smile", "json"})
    static class Points {

        @OnMessage
        Point mirror(Point point) {
            return new Point(point.y(), point.x());
        }
    }

    @WebSocketHandler("/streams")
    static class Streams {

        @OnMessage
        String text(Reader text) throws IOException {
            StringWriter read = new StringWriter();
            text.transferTo(read);
            return "text " + read.toString().hashCode();
        }

        @OnMessage
        String binary(InputStream bytes) throws IOException {
            return "binary " + Arrays.hashCode(bytes.readAllBytes());
        }
    }

    @LocalWebSocketPort
    int port;

    private static ObjectMapper mapper(String subprotocol) {
        return subprotocol.equals("cbor") ? CBORMapper.shared() : new SmileMapper();
    }

    private static byte[] bytes(String received) {
        assertThat(received).startsWith("#");
        return HexFormat.of().parseHex(received.substring(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cbor", "smile"})
    void valuesHaveTheFormatOfTheSubprotocol(String subprotocol) throws Exception {
        ObjectMapper mapper = mapper(subprotocol);
        try (TestClient client = TestClient.connect(port, "/points", subprotocol)) {
            byte[] reply =
                    bytes(client.send(mapper.writeValueAsBytes(new Point(1, 2))).next());
            assertThat(mapper.readValue(reply, Point.class)).isEqualTo(new Point(2, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cbor", "smile"})
    void aValueThatIsMalformedInTheFormatEndsTheConnectionWith1007(String subprotocol) throws Exception {
        try (TestClient client = TestClient.connect(port, "/points", subprotocol)) {
            assertThat(client.send(new byte[] {(byte) 0xff, 1}).closed()).startsWith("1007 malformed message");
        }
    }

    @Test
    void withoutASubprotocolOfAFormatValuesAreJson() throws Exception {
        try (TestClient agreed = TestClient.connect(port, "/points", "json");
                TestClient none = TestClient.connect(port, "/points")) {
            assertThat(agreed.send("{\"x\":1,\"y\":2}").next()).isEqualTo("{\"x\":2,\"y\":1}");
            assertThat(none.send("{\"x\":1,\"y\":2}").next()).isEqualTo("{\"x\":2,\"y\":1}");
        }
    }

    @Test
    void largeMessagesCanBeReadAsStreams() throws Exception {
        String text = "grüß dich ".repeat(50_000);
        byte[] binary = new byte[700_000];
        new Random(7).nextBytes(binary);
        try (TestClient client = TestClient.connect(port, "/streams")) {
            assertThat(client.send(text).next()).isEqualTo("text " + text.hashCode());
            assertThat(client.send(binary).next()).isEqualTo("binary " + Arrays.hashCode(binary));
        }
    }

    @Test
    void emptyMessagesAreEmptyStreams() throws Exception {
        try (TestClient client = TestClient.connect(port, "/streams")) {
            assertThat(client.send("").next()).isEqualTo("text " + "".hashCode());
            assertThat(client.send(new byte[0]).next()).isEqualTo("binary " + Arrays.hashCode(new byte[0]));
        }
    }
}
