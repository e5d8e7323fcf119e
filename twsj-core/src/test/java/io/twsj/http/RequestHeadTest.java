package io.twsj.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request targets: RFC 9112 section 3.2. */
class RequestHeadTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        /,                            /,       -,      field.example
        /chat,                        /chat,   -,      field.example
        /a%2Fb/?,                     /a%2Fb/, '',     field.example
        /chat?room=1&x=?,             /chat,   room=1&x=?, field.example
        //double,                     //double, -,     field.example
        http://a.example,             /,       -,      a.example
        ws://a.example:81/x,          /x,      -,      a.example:81
        WSS://A.example?q,            /,       q,      A.example
        https://[::1]:8443/y?z=http://b/, /y,  z=http://b/, [::1]:8443
        """)
    void pathQueryAndHostAreFound(String target, String path, @Nullable String query, String host) {
        RequestHead head = new RequestHead("GET", target, Headers.of("Host", "field.example"));
        assertThat(head.path()).isEqualTo(path);
        assertThat(head.query()).isEqualTo(query);
        assertThat(head.host()).isEqualTo(host);
        assertThat(head.target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "chat",
                "example.com:443",
                "ftp://a/",
                "http:/a",
                "http://",
                "ws:///x",
                "http://?q",
                "/ ",
                "/\r\n",
                "/#f",
                "/\u00e4",
                "/\u0141"
            })
    void otherTargetsAreRefused(String target) {
        assertThatThrownBy(() -> new RequestHead("GET", target, Headers.EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("request target");
    }

    @Test
    void aMethodIsAToken() {
        assertThatThrownBy(() -> new RequestHead("GET /", "/", Headers.EMPTY)).hasMessage("method is no token");
    }

    @Test
    void aRequestWithoutHostHasNone() {
        assertThat(new RequestHead("GET", "/", Headers.EMPTY).host()).isNull();
    }

    @Test
    void theHeadIsWrittenAsItStands() {
        Headers headers =
                Headers.builder().add("Host", "a").add("X-Name", "J\u00fcrgen").build();
        assertThat(new RequestHead("GET", "/x?y", headers).toBytes())
                .isEqualTo(HeadCuts.bytes("GET /x?y HTTP/1.1\r\nHost: a\r\nX-Name: J\u00fcrgen\r\n\r\n"));
    }

    @Test
    void theTextFormShowsNeitherQueryNorHeaders() {
        Headers secrets = Headers.of("Cookie", "secret");
        assertThat(new RequestHead("GET", "/x?token=secret", secrets)).hasToString("GET /x");
    }

    /** RFC 6265 4.2; what is no pair does no harm. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '\'', textBlock = """
        a=1; b=2            | 2
        b=2                 | 2
        a=b=3; b = "x y" ;c | x y
        b=                  | ''
        b="                 | "
        b=1; b=2            | 1
        ab=1; B=2           | -
        b                   | -
        ;;=;b=4             | 4
        """)
    void findsACookie(String line, @Nullable String value) {
        Headers headers =
                Headers.builder().add("Cookie", "z=0").add("Cookie", line).build();
        assertThat(new RequestHead("GET", "/", headers).cookie("b")).isEqualTo(value);
    }
}
