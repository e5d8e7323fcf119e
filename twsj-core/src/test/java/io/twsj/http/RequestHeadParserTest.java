package io.twsj.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading the head of a request: RFC 9112 sections 2.2, 3 and 5. */
class RequestHeadParserTest {

    private static final String CHROME = "GET /chat/42?name=J%C3%BCrgen HTTP/1.1\r\n"
            + "Host: example.com:8000\r\n"
            + "Connection: keep-alive, Upgrade\r\n"
            + "Pragma:no-cache\r\n"
            + "User-Agent: \t Mozilla/5.0 (X11; Linux x86_64) \t\r\n"
            + "Upgrade: websocket\r\n"
            + "Origin: https://example.com\r\n"
            + "Sec-WebSocket-Version: 13\r\n"
            + "X-Empty:\r\n"
            + "X-Name: J\u00fcrgen\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "\r\n";
    private static final String NEXT = "\u0081\u0085 first frame";

    @Test
    void aHeadIsReadTheSameWhereverItIsCut() throws HttpException {
        byte[] bytes = HeadCuts.bytes(CHROME + NEXT);
        for (int[] ends : HeadCuts.of(bytes.length)) {
            for (boolean direct : new boolean[] {false, true}) {
                HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
                int consumed = HeadCuts.feed(parser, bytes, ends, direct);
                assertThat(consumed).as(Arrays.toString(ends)).isEqualTo(CHROME.length());
                assertIsChrome(parser.head());
            }
        }
    }

    private static void assertIsChrome(RequestHead head) {
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.target()).isEqualTo("/chat/42?name=J%C3%BCrgen");
        assertThat(head.path()).isEqualTo("/chat/42");
        assertThat(head.query()).isEqualTo("name=J%C3%BCrgen");
        assertThat(head.headers().size()).isEqualTo(10);
        assertThat(head.headers().first("host")).isEqualTo("example.com:8000");
        assertThat(head.headers().first("pragma")).isEqualTo("no-cache");
        assertThat(head.headers().first("user-agent")).isEqualTo("Mozilla/5.0 (X11; Linux x86_64)");
        assertThat(head.headers().first("x-empty")).isEmpty();
        assertThat(head.headers().first("x-name")).isEqualTo("J\u00fcrgen");
        assertThat(head.headers().first("sec-websocket-key")).isEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
    }

    @Test
    void whatFollowsTheHeadStaysInTheBuffer() throws HttpException {
        ByteBuffer input = ByteBuffer.wrap(HeadCuts.bytes("...GET / HTTP/1.1\r\n\r\nrest..."), 3, 22);
        HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
        assertThat(parser.feed(input)).isTrue();
        assertThat(input.remaining()).isEqualTo(4);
        assertThat((char) input.get()).isEqualTo('r');
    }

    @Test
    void aHeadMayHaveNoHeaderLines() throws HttpException {
        RequestHead head = parse("DELETE /x HTTP/1.1\r\n\r\n");
        assertThat(head.method()).isEqualTo("DELETE");
        assertThat(head.headers().size()).isZero();
    }

    @Test
    void oneEmptyLineBeforeTheRequestLineIsSkipped() throws HttpException {
        assertThat(parse("\r\nGET / HTTP/1.1\r\n\r\n").path()).isEqualTo("/");
    }

    @Test
    void aHigherMinorVersionIsReadAs11() throws HttpException {
        assertThat(parse("GET / HTTP/1.9\r\n\r\n").path()).isEqualTo("/");
    }

    @Test
    void theBytesOfAnUnfinishedHeadAreConsumedAndNoHeadIsThere() throws HttpException {
        HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
        assertThat(parser.started()).isFalse();
        assertThat(parser.feed(ByteBuffer.allocate(0))).isFalse();
        assertThat(parser.started()).isFalse();
        assertThat(parser.feed(ByteBuffer.wrap(HeadCuts.bytes("GET")))).isFalse();
        assertThat(parser.started()).isTrue();
        assertThatThrownBy(parser::head).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aParserReadsOneHeadOnly() throws HttpException {
        HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
        parser.feed(ByteBuffer.wrap(HeadCuts.bytes("GET / HTTP/1.1\r\n\r\n")));
        assertThatThrownBy(() -> parser.feed(ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("complete");
    }

    @Test
    void aRefusedParserStaysRefused() {
        HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
        assertThatThrownBy(() -> parser.feed(ByteBuffer.wrap(HeadCuts.bytes("\0"))))
                .isInstanceOf(HttpException.class);
        assertThatThrownBy(() -> parser.feed(ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refused");
        assertThatThrownBy(parser::head).isInstanceOf(IllegalStateException.class);
    }

    /** Escapes are those of Java; each head ends with its first wrong byte. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        400 | `\\026`                                | request line that begins with byte 0x16, which looks like TLS on a port without TLS
        400 | ` `                                    | request line that begins with a space
        400 | `\\n`                                  | request line that begins with LF
        400 | `\\rG`                                 | bare CR: 'G' follows it
        400 | `\\r\\n\\r`                            | request line that begins with CR
        400 | `G\\0`                                 | request method with byte 0x00
        400 | `GE(`                                  | request method with '('
        400 | `GET\\t`                               | request method with a tab
        400 | `GET\\r`                               | request method with CR
        400 | `GET  `                                | request line with two spaces in a row
        400 | `GET /\\r`                             | request line without a version
        400 | `GET /\\n`                             | request line without a version
        400 | `GET /a\\t`                            | request target with a tab
        400 | `GET /a\\0`                            | request target with byte 0x00
        400 | `GET /\\374`                           | request target with byte 0xfc
        400 | `GET /a#`                              | request target with '#'
        400 | `GET /  `                              | request line without an HTTP version at its end
        400 | `GET /a b`                             | request line without an HTTP version at its end
        400 | `GET / HTTP/1\\r`                      | request line without an HTTP version at its end
        400 | `GET / h`                              | request line without an HTTP version at its end
        400 | `GET / HTTP/x`                         | request line without an HTTP version at its end
        400 | `GET / HTTP/1.1 `                      | a space in the request line, after its version
        400 | `GET / HTTP/1.12`                      | '2' in the request line, after its version
        400 | `GET / HTTP/1.1\\n`                    | bare LF in the request line, after its version
        400 | `GET / HTTP/1.1\\rX`                   | bare CR: 'X' follows it
        400 | `GET / HTTP/1.0\\r`                    | HTTP version 1.0, which has no upgrade
        505 | `GET / HTTP/0.9\\r`                    | HTTP version 0.9, not 1.1
        505 | `PRI * HTTP/2.0\\r`                    | HTTP version 2.0, not 1.1
        400 | `GET x HTTP/1.1\\r\\n\\r\\n`           | request target is neither a path nor an http or ws URI
        400 | `OPTIONS * HTTP/1.1\\r\\n\\r\\n`       | request target is neither a path nor an http or ws URI
        400 | `GET / HTTP/1.1\\r\\n `                | header line that begins with white space
        400 | `GET / HTTP/1.1\\r\\n\\t`              | header line that begins with white space
        400 | `GET / HTTP/1.1\\r\\nA: b\\r\\n `      | header line that begins with white space
        400 | `GET / HTTP/1.1\\r\\n:`                | header line with an empty name
        400 | `GET / HTTP/1.1\\r\\n\\n`              | bare LF in the header
        400 | `GET / HTTP/1.1\\r\\n\\0`              | header name that begins with byte 0x00
        400 | `GET / HTTP/1.1\\r\\n\\rX`             | bare CR: 'X' follows it
        400 | `GET / HTTP/1.1\\r\\nHost `            | white space after a header name
        400 | `GET / HTTP/1.1\\r\\nHost\\t`          | white space after a header name
        400 | `GET / HTTP/1.1\\r\\nHost\\r`          | header line without a colon
        400 | `GET / HTTP/1.1\\r\\nHost\\n`          | header line without a colon
        400 | `GET / HTTP/1.1\\r\\nHo(`              | header name with '('
        400 | `GET / HTTP/1.1\\r\\nH\\366`           | header name with byte 0xf6
        400 | `GET / HTTP/1.1\\r\\nHost: a\\n`       | bare LF in a header value
        400 | `GET / HTTP/1.1\\r\\nHost:\\n`         | bare LF in a header value
        400 | `GET / HTTP/1.1\\r\\nHost: a\\rb`      | bare CR: 'b' follows it
        400 | `GET / HTTP/1.1\\r\\nHost: a\\r\\r`    | bare CR: CR follows it
        400 | `GET / HTTP/1.1\\r\\nHost: a\\0`       | byte 0x00 in a header value
        400 | `GET / HTTP/1.1\\r\\nHost: a\\033`     | byte 0x1b in a header value
        400 | `GET / HTTP/1.1\\r\\nHost: a\\177`     | byte 0x7f in a header value
        """)
    void isRefusedAtItsFirstWrongByte(int status, String escaped, String message) throws HttpException {
        byte[] bytes = HeadCuts.bytes(escaped.translateEscapes());
        for (int[] ends : HeadCuts.of(bytes.length)) {
            HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
            assertRefused(parser, bytes, ends, status, message);
        }
        HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
        assertThat(parser.feed(ByteBuffer.wrap(bytes, 0, bytes.length - 1))).isFalse();
    }

    private static void assertRefused(HeadParser<?> parser, byte[] bytes, int[] ends, int status, String message) {
        HttpException refused =
                catchThrowableOfType(HttpException.class, () -> HeadCuts.feed(parser, bytes, ends, false));
        assertThat(refused).as(Arrays.toString(ends)).isNotNull();
        assertThat(refused).hasMessage(message);
        assertThat(refused.status()).isEqualTo(status);
    }

    @Test
    void aRequestLineAtItsLimitIsTakenAndOneByteMoreIsNotEvenAwaited() throws HttpException {
        HttpLimits limits = new HttpLimits(20, 1000, 10);
        String fits = "GET /23456 HTTP/1.1\r\n\r\n";
        assertThat(new RequestHeadParser(limits).feed(ByteBuffer.wrap(HeadCuts.bytes(fits))))
                .isTrue();
        assertThat(new RequestHeadParser(limits)
                        .feed(ByteBuffer.wrap(HeadCuts.bytes("\r\nGET /234567 HTTP/1.1\r\n\r\n"))))
                .isTrue();
        String message = "request line exceeds the limit of 20 bytes";
        for (String longer : List.of("GET /234567890123456", "GETGETGETGETGETGETGE", "GET /2345678 HTTP/1.")) {
            assertThat(new RequestHeadParser(limits).feed(ByteBuffer.wrap(HeadCuts.bytes(longer))))
                    .isFalse();
            byte[] oneMore = HeadCuts.bytes(longer + "1");
            for (int[] ends : HeadCuts.of(oneMore.length)) {
                assertRefused(new RequestHeadParser(limits), oneMore, ends, 414, message);
            }
        }
    }

    @Test
    void aHeadAtItsLimitIsTakenAndAnUnfinishedOneThatReachesItIsNot() throws HttpException {
        String head = "GET / HTTP/1.1\r\nA: 23456789\r\n\r\n";
        byte[] bytes = HeadCuts.bytes(head);
        for (int[] ends : HeadCuts.of(bytes.length)) {
            HttpLimits exact = new HttpLimits(100, bytes.length, 10);
            assertThat(HeadCuts.feed(new RequestHeadParser(exact), bytes, ends, false))
                    .isEqualTo(bytes.length);
            HttpLimits less = new HttpLimits(100, bytes.length - 1, 10);
            assertRefused(new RequestHeadParser(less), bytes, ends, 431, "head exceeds the limit of 30 bytes");
        }
    }

    @Test
    void oneHeaderLineTooManyIsRefusedAtItsFirstByte() throws HttpException {
        HttpLimits limits = new HttpLimits(100, 1000, 2);
        byte[] two = HeadCuts.bytes("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n");
        byte[] three = HeadCuts.bytes("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC");
        for (int[] ends : HeadCuts.of(two.length)) {
            assertThat(HeadCuts.feed(new RequestHeadParser(limits), two, ends, false))
                    .isEqualTo(two.length);
        }
        for (int[] ends : HeadCuts.of(three.length)) {
            assertRefused(new RequestHeadParser(limits), three, ends, 431, "more than 2 header lines");
        }
    }

    @Test
    void manyHeaderLinesAreKeptInOrder() throws HttpException {
        StringBuilder head = new StringBuilder("GET / HTTP/1.1\r\n");
        for (int i = 0; i < 100; i++) {
            head.append("X: ").append(i).append("\r\n");
        }
        List<String> values = parse(head.append("\r\n").toString()).headers().all("x");
        assertThat(values).hasSize(100).startsWith("0", "1").endsWith("98", "99");
    }

    @Test
    void limitsMayBeAsLargeAsNumbersGet() throws HttpException {
        HttpLimits none = new HttpLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
        byte[] bytes = HeadCuts.bytes("GET / HTTP/1.1\r\n" + "A: 1\r\n".repeat(1000) + "\r\n");
        HeadParser<RequestHead> parser = HeadParser.forRequest(none);
        assertThat(HeadCuts.feed(parser, bytes, new int[] {7, 1001, bytes.length}, true))
                .isEqualTo(bytes.length);
        assertThat(parser.head().headers().count("A")).isEqualTo(1000);
    }

    @Test
    void aDripFedHeadOfMaximumSizeCostsLinearWork() throws HttpException {
        HttpLimits limits = new HttpLimits(8192, 1 << 24, 100);
        HeadParser<RequestHead> parser = HeadParser.forRequest(limits);
        parser.feed(ByteBuffer.wrap(HeadCuts.bytes("GET / HTTP/1.1\r\nX: ")));
        ByteBuffer one = ByteBuffer.allocate(1);
        // Quadratic work would take hours.
        for (int i = 0; i < (1 << 23); i++) {
            assertDripped(parser.feed(one.put(0, (byte) 'x').clear()));
        }
        assertThat(parser.feed(ByteBuffer.wrap(HeadCuts.bytes("\r\n\r\n")))).isTrue();
        assertThat(parser.head().headers().first("X")).hasSize(1 << 23);
    }

    private static void assertDripped(boolean complete) {
        if (complete) {
            throw new AssertionError("the head is not complete yet");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: a\tb c", "X: \"q\"", "X: \u00e4\u00ff\u0080", "!#$%&'*+-.^_`|~09azAZ: x", "X::"})
    void unusualButLegalLinesAreTaken(String line) throws HttpException {
        assertThat(parse("GET / HTTP/1.1\r\n" + line + "\r\n\r\n").headers().size())
                .isEqualTo(1);
    }

    @Test
    void limitsArePositive() {
        assertThatThrownBy(() -> new HttpLimits(0, 1, 1)).hasMessage("maxRequestLineBytes is 0, not positive");
        assertThatThrownBy(() -> new HttpLimits(1, -1, 1)).hasMessage("maxHeadBytes is -1, not positive");
        assertThatThrownBy(() -> new HttpLimits(1, 1, 0)).hasMessage("maxHeaders is 0, not positive");
        assertThat(HttpLimits.DEFAULT).isEqualTo(new HttpLimits(8192, 16384, 100));
    }

    private static RequestHead parse(String head) throws HttpException {
        HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
        assertThat(parser.feed(ByteBuffer.wrap(HeadCuts.bytes(head)))).isTrue();
        return parser.head();
    }
}
