package io.twsj.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading the head of a response: RFC 9112 section 4. */
class ResponseHeadParserTest {

    private static final String SUCCESS = "HTTP/1.1 101 Switching Protocols\r\n"
            + "Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            + "\r\n";

    @Test
    void aHeadIsReadTheSameWhereverItIsCut() throws HttpException {
        byte[] bytes = HeadCuts.bytes(SUCCESS + "\u0081\u0002hi");
        for (int[] ends : HeadCuts.of(bytes.length)) {
            for (boolean direct : new boolean[] {false, true}) {
                HeadParser<ResponseHead> parser = HeadParser.forResponse(HttpLimits.DEFAULT);
                int consumed = HeadCuts.feed(parser, bytes, ends, direct);
                assertThat(consumed).as(Arrays.toString(ends)).isEqualTo(SUCCESS.length());
                assertThat(parser.head().toBytes()).isEqualTo(HeadCuts.bytes(SUCCESS));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        `HTTP/1.1 404 Not Found\\r\\n\\r\\n`  | 404 | `Not Found`
        `HTTP/1.1 404 \\r\\n\\r\\n`           | 404 | ``
        `HTTP/1.1 404\\r\\n\\r\\n`            | 404 | ``
        `HTTP/1.0 401 No\\r\\n\\r\\n`         | 401 | `No`
        `HTTP/1.1 599 \\344\\t!\\r\\n\\r\\n`  | 599 | `\u00e4\t!`
        """)
    void statusAndReasonPhraseAreRead(String escaped, int status, String reason) throws HttpException {
        HeadParser<ResponseHead> parser = HeadParser.forResponse(HttpLimits.DEFAULT);
        assertThat(parser.feed(ByteBuffer.wrap(HeadCuts.bytes(escaped.translateEscapes()))))
                .isTrue();
        assertThat(parser.head().status()).isEqualTo(status);
        assertThat(parser.head().reason()).isEqualTo(reason);
    }

    /** Escapes are those of Java; each head ends with its first wrong byte. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        `\\r`                             | status line that does not begin with an HTTP version
        `S`                               | status line that does not begin with an HTTP version
        `HTTP/2.0 `                       | HTTP version 2.0 in the answer to an HTTP/1.1 request
        `HTTP/1.1\\r`                     | CR in the status line, after its version
        `HTTP/1.1  `                      | status line whose status is not three digits
        `HTTP/1.1 2x`                     | status line whose status is not three digits
        `HTTP/1.1 20\\r`                  | status line whose status is not three digits
        `HTTP/1.1 099`                    | status 99 is not between 100 and 599
        `HTTP/1.1 600`                    | status 600 is not between 100 and 599
        `HTTP/1.1 2000`                   | '0' in the status line, after its status
        `HTTP/1.1 200\\n`                 | bare LF in the status line, after its status
        `HTTP/1.1 200 OK\\n`              | bare LF in the reason phrase
        `HTTP/1.1 200 O\\0`               | byte 0x00 in the reason phrase
        `HTTP/1.1 200 OK\\rX`             | bare CR: 'X' follows it
        `HTTP/1.0 101`                    | status 101 in HTTP/1.0
        `HTTP/1.1 200 OK\\r\\nA `         | white space after a header name
        `HTTP/1.1 200 OK\\r\\nA: b\\r\\n `| header line that begins with white space
        """)
    void isRefusedAtItsFirstWrongByte(String escaped, String message) throws HttpException {
        byte[] bytes = HeadCuts.bytes(escaped.translateEscapes());
        for (int[] ends : HeadCuts.of(bytes.length)) {
            assertRefused(HttpLimits.DEFAULT, bytes, ends, message);
        }
        HeadParser<ResponseHead> parser = HeadParser.forResponse(HttpLimits.DEFAULT);
        assertThat(parser.feed(ByteBuffer.wrap(bytes, 0, bytes.length - 1))).isFalse();
    }

    @Test
    void aStatusLineOverItsLimitIsRefusedBeforeItEnds() throws HttpException {
        HttpLimits limits = new HttpLimits(15, 1000, 10);
        assertThat(new ResponseHeadParser(limits).feed(ByteBuffer.wrap(HeadCuts.bytes("HTTP/1.1 200 OK\r\n\r\n"))))
                .isTrue();
        byte[] bytes = HeadCuts.bytes("HTTP/1.1 200 OK!");
        for (int[] ends : HeadCuts.of(bytes.length)) {
            assertRefused(limits, bytes, ends, "status line exceeds the limit of 15 bytes");
        }
    }

    private static void assertRefused(HttpLimits limits, byte[] bytes, int[] ends, String message) {
        HeadParser<ResponseHead> parser = HeadParser.forResponse(limits);
        HttpException refused =
                catchThrowableOfType(HttpException.class, () -> HeadCuts.feed(parser, bytes, ends, false));
        assertThat(refused).as(Arrays.toString(ends)).hasMessage(message);
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.headers().size()).isZero();
    }
}
