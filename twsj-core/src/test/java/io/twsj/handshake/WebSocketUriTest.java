package io.twsj.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSocket URIs: RFC 6455 sections 3 and 11.1. */
class WebSocketUriTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ws://example.com                | false | example.com | 80   | example.com         | /
        wss://example.com               | true  | example.com | 443  | example.com         | /
        ws://example.com:443/           | false | example.com | 443  | example.com:443     | /
        ws://example.com:80/chat        | false | example.com | 80   | example.com         | /chat
        WSS://Example.COM:443/A         | true  | example.com | 443  | example.com         | /A
        wss://example.com:/x            | true  | example.com | 443  | example.com         | /x
        ws://h:8000/a%20b%23?c=%26&d    | false | h           | 8000 | h:8000              | /a%20b%23?c=%26&d
        ws://h?q=1                      | false | h           | 80   | h                   | /?q=1
        ws://h/p?                       | false | h           | 80   | h                   | /p
        ws://h//double                  | false | h           | 80   | h                   | //double
        ws://[::1]:8000/                | false | ::1         | 8000 | [::1]:8000          | /
        wss://[2001:DB8::1]/            | true  | 2001:db8::1 | 443  | [2001:db8::1]       | /
        ws://my_service:81/             | false | my_service  | 81   | my_service:81       | /
        ws://127.0.0.1:1                | false | 127.0.0.1   | 1    | 127.0.0.1:1         | /
        ws://b\u00fccher.example:81/    | false | xn--bcher-kva.example | 81 | xn--bcher-kva.example:81 | /
        ws://h/J\u00fcrgen?\u20ac       | false | h           | 80   | h                   | /J%C3%BCrgen?%E2%82%AC
        """)
    void aUriIsTakenApart(String uri, boolean secure, String host, int port, String hostHeader, String resourceName) {
        WebSocketUri parts = WebSocketUri.of(URI.create(uri));
        assertThat(parts).isEqualTo(new WebSocketUri(secure, host, port, resourceName));
        assertThat(parts.hostHeader()).isEqualTo(hostHeader);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http://h/                  | WebSocket URI with scheme "http", neither ws nor wss
        /path                      | WebSocket URI with scheme "null", neither ws nor wss
        ws:opaque                  | WebSocket URI without a host
        ws:///path                 | WebSocket URI without a host
        ws://h/#x                  | WebSocket URI with a fragment; write a literal # as %23
        ws://h/#                   | WebSocket URI with a fragment; write a literal # as %23
        ws://u:secret@h/           | WebSocket URI with user-info; give credentials as an Authorization header instead
        ws://h:0/                  | WebSocket URI with port 0
        ws://h:65536/              | WebSocket URI with a malformed host or port
        ws://h:x/                  | WebSocket URI with a malformed host or port
        ws://a,b/                  | WebSocket URI with a malformed host or port
        """)
    void otherUrisAreRefusedWithoutShowingThem(String uri, String message) {
        assertThatThrownBy(() -> WebSocketUri.of(URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void theTextFormHidesTheQuery() {
        assertThat(WebSocketUri.of(URI.create("wss://h:81/p?token=secret"))).hasToString("wss://h:81/p");
        assertThat(WebSocketUri.of(URI.create("ws://h"))).hasToString("ws://h/");
    }
}
