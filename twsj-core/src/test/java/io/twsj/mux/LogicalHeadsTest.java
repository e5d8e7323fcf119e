package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.twsj.http.HeadParser;
import io.twsj.http.HttpException;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening handshakes in AddChannel blocks: section 4.3 of the reference sheet. */
class LogicalHeadsTest {

    /** The example of RFC 6455 1.3. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\n";

    private static <H> H parse(HeadParser<H> parser, String text) throws HttpException {
        assertThat(parser.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))))
                .isTrue();
        return parser.head();
    }

    private static RequestHead request(String text) throws HttpException {
        return parse(LogicalHeads.requestParser(), text);
    }

    private static ResponseHead response(String text) throws HttpException {
        return parse(LogicalHeads.responseParser(), text);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aRequestLeavesOutWhatGoesWithoutSaying() throws HttpException {
        RequestHead whole = request(
                "GET /chat?a=b HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\nOrigin: http://h\r\n"
                        + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: foo; x=1, mux; quota=7, bar\r\nCookie: c\r\n\r\n");
        assertThat(LogicalHeads.reduced(whole))
                .isEqualTo(
                        "GET /chat?a=b HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nOrigin: http://h\r\n"
                                + "Sec-WebSocket-Protocol: chat\r\nCookie: c\r\nSec-WebSocket-Extensions: foo; x=1, bar\r\n\r\n");
    }

    @Test
    void noExtensionIsOfferedWhereMuxWasTheOnlyOne() throws HttpException {
        RequestHead whole = request("GET / HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Extensions: mux\r\n\r\n");
        assertThat(LogicalHeads.reduced(whole)).isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @Test
    void aServerReadsARequestAsIfItHadComeAlone() throws MuxException, HttpException {
        RequestHead complete = request(text(LogicalHeads.completeRequest(
                "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: mux, foo\r\n\r\n")));
        assertThat(complete.path()).isEqualTo("/chat");
        assertThat(complete.headers().all("Upgrade")).containsExactly("websocket");
        assertThat(complete.headers().all("Sec-WebSocket-Version")).containsExactly("13");
        assertThat(complete.headers().first("Sec-WebSocket-Key")).hasSize(24);
        assertThat(complete.headers().all("Host")).containsExactly("h");
        assertThat(complete.headers().all("Connection")).containsExactly("Upgrade");
        assertThat(complete.headers().all("Sec-WebSocket-Extensions")).containsExactly("foo");
    }

    @Test
    void whatARequestSaysAlthoughItGoesWithoutSayingDoesNotCount() throws MuxException, HttpException {
        RequestHead complete = request(text(LogicalHeads.completeRequest(
                "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: tea\r\nSec-WebSocket-Version: 8\r\n\r\n")));
        assertThat(complete.headers().all("Upgrade")).containsExactly("websocket");
        assertThat(complete.headers().all("Sec-WebSocket-Version")).containsExactly("13");
    }

    @Test
    void aMalformedListOfExtensionsIsForTheHandshakeToJudge() throws MuxException, HttpException {
        RequestHead complete = request(text(
                LogicalHeads.completeRequest("GET / HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Extensions: mux;;\r\n\r\n")));
        assertThat(complete.headers().all("Sec-WebSocket-Extensions")).containsExactly("mux;;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "GET / HTTP/1.1\r\nHost: h\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n\r\nmore",
                "GET / HTTP/1.1\nHost: h\n\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n"
            })
    void whatIsNoRequestHeadIsABadRequest(String text) {
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> LogicalHeads.completeRequest(text))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2009));
    }

    @Test
    void theSmallestResponseHas57Octets() throws HttpException {
        ResponseHead whole =
                response(SWITCHING + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: xyz\r\n\r\n");
        assertThat(LogicalHeads.reduced(whole)).hasSize(57).isEqualTo(SWITCHING + "Connection: Upgrade\r\n\r\n");
    }

    @Test
    void aResponseSaysWhatWasAgreed() throws HttpException {
        ResponseHead whole = response(SWITCHING
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: xyz\r\n"
                + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: foo\r\n\r\n");
        assertThat(LogicalHeads.reduced(whole))
                .isEqualTo(SWITCHING + "Connection: Upgrade\r\nSec-WebSocket-Protocol: chat\r\n"
                        + "Sec-WebSocket-Extensions: foo\r\n\r\n");
    }

    @Test
    void aRefusalHasNoBodyAndSpeaksOfNone() throws HttpException {
        ResponseHead whole = response("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 5\r\n"
                + "Content-Type: text/plain\r\nWWW-Authenticate: Basic realm=\"r\"\r\n\r\n");
        assertThat(LogicalHeads.reduced(whole))
                .isEqualTo("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"r\"\r\n\r\n");
    }

    @Test
    void aClientReadsAResponseAsIfItHadComeAlone() throws MuxException, HttpException {
        String block = SWITCHING + "Connection: Upgrade\r\nSec-WebSocket-Protocol: chat\r\n\r\n";
        ResponseHead complete = response(text(LogicalHeads.completeResponse(block, false, KEY)));
        assertThat(complete.status()).isEqualTo(101);
        assertThat(complete.headers().all("Upgrade")).containsExactly("websocket");
        assertThat(complete.headers().all("Connection")).containsExactly("Upgrade");
        assertThat(complete.headers().all("Sec-WebSocket-Accept")).containsExactly("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(complete.headers().all("Sec-WebSocket-Protocol")).containsExactly("chat");
    }

    @Test
    void aClientReadsARefusalWithoutABody() throws MuxException {
        String block = "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX: y\r\n\r\n";
        assertThat(text(LogicalHeads.completeResponse(block, true, KEY)))
                .isEqualTo("HTTP/1.1 404 Not Found\r\nX: y\r\n\r\n");
    }

    @Test
    void aResponseThatContradictsItsBlockOrIsNoneIsABadResponse() {
        String[] accepted = {"HTTP/1.1 404 Not Found\r\n\r\n", "", "tea", SWITCHING, SWITCHING + "\r\nmore"};
        for (String text : accepted) {
            assertThatExceptionOfType(MuxException.class)
                    .isThrownBy(() -> LogicalHeads.completeResponse(text, false, KEY))
                    .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2011));
        }
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> LogicalHeads.completeResponse(SWITCHING + "\r\n", true, KEY))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2011));
    }
}
