package io.twsj.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain answers: RFC 9110 sections 6 and 15, RFC 9112 section 6. */
class HttpResponseTest {

    @Test
    void anAnswerIsFramedByItsLengthAndEndsTheConnection() {
        assertThat(text(HttpResponse.text(200, "\u20ac"), false))
                .isEqualTo("HTTP/1.1 200 OK\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Length: 3\r\n"
                        + "Connection: close\r\n"
                        + "\r\n\u20ac");
    }

    @Test
    void theAnswerToHeadHasTheLengthButNotTheBody() {
        assertThat(text(HttpResponse.text(200, "abc"), true))
                .contains("Content-Length: 3\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void anEmptyBodyHasALengthToo() {
        assertThat(text(HttpResponse.of(404, "text/html", new byte[0]), false))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("Content-Length: 0\r\n")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void someStatusesHaveNoBodyAtAll(int status) {
        HttpResponse empty = HttpResponse.of(status, "text/plain", new byte[0]);
        assertThat(text(empty, false)).doesNotContain("Content-").endsWith("Connection: close\r\n\r\n");
        assertThatThrownBy(() -> HttpResponse.text(status, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void headerLinesAreAddedInOrder() {
        HttpResponse response =
                HttpResponse.text(302, "").with("Location", "/a").with("Set-Cookie", "b=c");
        assertThat(text(response, false)).contains("Location: /a\r\nSet-Cookie: b=c\r\n");
        assertThat(response.headers().size()).isEqualTo(3);
        assertThat(response).hasToString("302 with 0 bytes");
    }

    @Test
    void whoOffersAnUpgradeNamesItInConnection() {
        assertThat(text(HttpResponse.text(426, "").with("Upgrade", "websocket"), false))
                .contains("Upgrade: websocket\r\n")
                .contains("Connection: Upgrade, close\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "content-length", "Transfer-Encoding", "Connection"})
    void headerLinesThatFrameTheAnswerAreNotTheCallers(String name) {
        assertThatThrownBy(() -> HttpResponse.text(200, "").with(name, "1"))
                .hasMessage("header " + name + " is written by the server itself");
    }

    @Test
    void anAnswerCannotBeSplitByAHeader() {
        assertThatThrownBy(() -> HttpResponse.text(302, "").with("Location", "/\r\nSet-Cookie: x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpResponse.of(200, "text/html\r\nX: y", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 100, 101, 199, 600})
    void onlyFinalStatusesAreAnswers(int status) {
        assertThatThrownBy(() -> HttpResponse.text(status, ""))
                .hasMessage("status " + status + " is not between 200 and 599");
    }

    @Test
    void theBodyIsNotShared() {
        byte[] body = {1, 2};
        HttpResponse response = HttpResponse.of(200, "application/octet-stream", body);
        body[0] = 9;
        response.body()[1] = 9;
        assertThat(response.body()).containsExactly(1, 2);
        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void anUnknownStatusHasNoPhrase() {
        assertThat(text(HttpResponse.text(499, ""), true)).startsWith("HTTP/1.1 499 \r\n");
    }

    @Test
    void aResponseHeadIsChecked() {
        assertThatThrownBy(() -> new ResponseHead(99, "", Headers.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ResponseHead(600, "", Headers.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ResponseHead(200, "OK\r\nX: y", Headers.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(HttpResponse response, boolean headOnly) {
        return new String(response.toBytes(headOnly), UTF_8);
    }
}
