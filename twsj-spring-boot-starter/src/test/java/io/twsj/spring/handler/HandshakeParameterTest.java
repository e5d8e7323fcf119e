package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseCode;
import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import io.twsj.spring.annotation.HandshakeCookie;
import io.twsj.spring.annotation.HandshakeHeader;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.QueryParam;
import io.twsj.spring.annotation.WebSocketHandler;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Query parameters, headers and cookies as parameters. */
class HandshakeParameterTest {

    @WebSocketHandler("/")
    static class Values {
        @OnMessage
        String on(
                String text,
                @QueryParam int size,
                @QueryParam(required = false) String invite,
                @HandshakeHeader("User-Agent") Optional<String> agent,
                @HandshakeCookie(value = "session", required = false) Long session) {
            return text + " " + size + " " + invite + " " + agent.orElse("none") + " " + session;
        }
    }

    private static RequestHead request(String query, String... header) {
        Headers headers = header.length == 0 ? Headers.EMPTY : Headers.of(header[0], header[1]);
        return new RequestHead("GET", "/" + query, headers);
    }

    private static String reply(RequestHead request) throws Exception {
        return TestEndpoint.open(new Values(), request)
                .text("got")
                .connection
                .sentTexts()
                .get(0);
    }

    @Test
    void valuesAreThereAfterTheHandshakeIsGone() throws Exception {
        assertThat(reply(request("?size=3&invite=a%26b+c", "user-agent", "test")))
                .isEqualTo("got 3 a&b c test null");
        assertThat(reply(request("?size=3&size=4", "Cookie", "a=b; session=7"))).isEqualTo("got 3 null none 7");
    }

    @ParameterizedTest
    @CsvSource({
        "'', query parameter 'size' is missing",
        "?size=three, query parameter 'size' is not of the right type",
        "?size=1&in%zzvite=1, query parameter 'invite' is not of the right type"
    })
    void aValueThatIsMissingOrDoesNotFitClosesTheConnectionWith1008(String query, String reason) throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Values(), request(query)).text("unheard");

        assertThat(endpoint.connection.closed.code()).isEqualTo(CloseCode.POLICY_VIOLATION);
        assertThat(endpoint.connection.closed.reason()).isEqualTo(reason.replace("''", "'"));
        assertThat(endpoint.connection.sent).isEmpty();
    }

    @WebSocketHandler("/")
    static class OptionalPrimitive {
        @OnOpen
        void open(@QueryParam(required = false) int size) {}
    }

    @WebSocketHandler("/")
    static class Unconvertible {
        @OnOpen
        void open(@HandshakeCookie WebSocketConnection session) {}
    }

    @Test
    void aPrimitiveThatIsNotRequiredStopsTheStart() {
        assertThatThrownBy(() -> TestEndpoint.assemble(new OptionalPrimitive()))
                .isInstanceOf(InvalidHandlerException.class)
                .hasMessageContaining("takes a query parameter that is not required, but a int cannot be null");
    }

    @Test
    void aTypeWithoutAConverterStopsTheStart() {
        assertThatThrownBy(() -> TestEndpoint.assemble(new Unconvertible()))
                .isInstanceOf(InvalidHandlerException.class)
                .hasMessageContaining("WebSocketConnection, to which no text can be converted");
    }
}
