package io.twsj.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.ErrorReply;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The tester for handlers whose methods name types: messages have type, id and data. */
@SpringBootTest
class EnvelopedTesterTest {

    @Configuration
    @EnableAutoConfiguration
    @Import(Calculator.class)
    static class Application {}

    record Pair(int a, int b) {}

    record Sum(int value) {}

    @WebSocketHandler("/calculator")
    static class Calculator {

        @OnMessage(type = "pair")
        Sum add(Pair pair) {
            return new Sum(Math.addExact(pair.a(), pair.b()));
        }
    }

    private final WebSocketTester tester;

    EnvelopedTesterTest(@Autowired WebSocketTester tester) {
        this.tester = tester.enveloped();
    }

    private WebSocketTestConnection connection() {
        return tester.connect("/calculator");
    }

    @Test
    void valuesAreSentAndExpectedInEnvelopesOfTheirTypes() {
        connection()
                .send(new Pair(1, 2))
                .expect(new Sum(3))
                .send(new Pair(3, 4))
                .expect(Sum.class, sum -> assertThat(sum.value()).isEqualTo(7));
    }

    @Test
    void aRequestIsAnsweredUnderItsId() {
        WebSocketTestConnection connection = connection();

        assertThat(connection.request(new Pair(1, 2), Sum.class)).isEqualTo(new Sum(3));
        assertThat(connection.request(new Envelope("pair", "mine", new Pair(2, 2)), Sum.class))
                .isEqualTo(new Sum(4));
        connection.send(new Envelope("pair", 12, new Pair(0, 1)));
        assertThat(connection.receiveText()).isEqualTo("{\"type\":\"sum\",\"id\":12,\"data\":{\"value\":1}}");
    }

    @Test
    void errorsAreReceivedAsTheyWereSent() {
        assertThat(connection()
                        .request(Envelope.of("unknown", new Pair(1, 2)), ErrorReply.class)
                        .code())
                .isEqualTo(ErrorReply.UNKNOWN_TYPE);
    }

    @Test
    void anotherTypeOrIdThanTheExpectedOneIsAnError() {
        assertThatThrownBy(() -> connection().send(new Pair(1, 2)).receive(Pair.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected an envelope of the type 'pair'")
                .hasMessageContaining("whose type is 'sum'");
        WebSocketTestConnection connection = connection().send(new Envelope("pair", "earlier", new Pair(1, 2)));
        assertThatThrownBy(() -> connection.request(new Pair(1, 1), Sum.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("which does not answer the request");
    }

    @Test
    void whatIsNoEnvelopeIsAnError() {
        assertThatThrownBy(() -> connection().send("no JSON").receive(Sum.class))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> connection().request("text", Sum.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String does not tell its type");
    }

    @Test
    void onlyEnvelopesHaveIds(@Autowired WebSocketTester plain) {
        assertThatThrownBy(() -> plain.connect("/calculator").request(new Pair(1, 2), Sum.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tester.enveloped()");
    }
}
