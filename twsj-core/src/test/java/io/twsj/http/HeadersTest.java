package io.twsj.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header lines: RFC 9110 sections 5.1 to 5.6. */
class HeadersTest {

    private final Headers headers = Headers.builder()
            .add("Host", "example.com")
            .add("Connection", "keep-alive,\t Upgrade ,, ")
            .add("X-Room", "a")
            .add("connection", "X-Other")
            .add("x-room", "")
            .build();

    @Test
    void namesAreFoundInAnyCase() {
        assertThat(headers.first("HOST")).isEqualTo("example.com");
        assertThat(headers.contains("hOST")).isTrue();
        assertThat(headers.contains("Hos")).isFalse();
        assertThat(headers.first("Missing")).isNull();
    }

    @Test
    void linesOfOneNameStayApartAndInOrder() {
        assertThat(headers.all("X-ROOM")).containsExactly("a", "");
        assertThat(headers.count("X-Room")).isEqualTo(2);
        assertThat(headers.all("Missing")).isEmpty();
        assertThat(headers.count("Missing")).isZero();
        assertThat(headers.size()).isEqualTo(5);
    }

    @Test
    void allLinesComeInOrderWithNamesAsGiven() {
        List<String> lines = new ArrayList<>();
        headers.forEach((name, value) -> lines.add(name + "=" + value));
        assertThat(lines)
                .containsExactly(
                        "Host=example.com",
                        "Connection=keep-alive,\t Upgrade ,,",
                        "X-Room=a",
                        "connection=X-Other",
                        "x-room=");
    }

    @Test
    void listsAreJoinedTrimmedAndWithoutEmptyElements() {
        assertThat(headers.tokens("Connection")).containsExactly("keep-alive", "Upgrade", "X-Other");
        assertThat(headers.tokens("Missing")).isEmpty();
        assertThat(headers.tokens("x-room")).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({
        "upgrade, true",
        "KEEP-ALIVE, true",
        "x-other, true",
        "Upgrad, false",
        "alive, false",
        "'keep-alive,', false"
    })
    void elementsAreFoundInAnyCaseAsAWhole(String token, boolean found) {
        assertThat(headers.hasToken("Connection", token)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: b", "a\rb", "a\nb", "a\0", "\u001b[31m", "a\u007f", "\u20ac", "\n"})
    void aValueThatCouldEndItsLineIsRefused(String value) {
        assertThatThrownBy(() -> Headers.builder().add("X", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("value of header X has a character that no header may have: ")
                .hasMessageNotContainingAny("\n", "\r", "\0", "\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "X:", "X Y", "X\r\nY", "\u00e4", "(X)"})
    void aNameThatIsNoTokenIsRefused(String name) {
        assertThatThrownBy(() -> Headers.builder().add(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is no token");
    }

    @Test
    void whiteSpaceAroundAValueIsDropped() {
        assertThat(Headers.of("X", " \t a b \t").first("X")).isEqualTo("a b");
    }

    @Test
    void equalLinesMakeEqualHeaders() {
        Headers copy = Headers.builder().addAll(headers).build();
        assertThat(copy).isEqualTo(headers).hasSameHashCodeAs(headers);
        assertThat(Headers.of("A", "b")).isNotEqualTo(Headers.of("A", "c")).isNotEqualTo(Headers.EMPTY);
    }

    @Test
    void theTextFormShowsNoValue() {
        assertThat(Headers.of("Authorization", "Basic secret")).hasToString("[Authorization]");
    }
}
