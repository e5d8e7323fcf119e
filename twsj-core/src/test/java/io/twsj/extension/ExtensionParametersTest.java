package io.twsj.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header {@code Sec-WebSocket-Extensions}: RFC 6455 section 9.1. */
class ExtensionParametersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        foo                           | foo
        foo, bar                      | foo, bar
        `  foo\t,\tbar  `             | foo, bar
        `, ,foo,,bar, ,`              | foo, bar
        foo; x                        | foo; x
        foo;x=1;y                     | foo; x=1; y
        `foo ; x = 1 ; y , bar`       | foo; x=1; y, bar
        foo; x="1"                    | foo; x=1
        foo; x="a\\b\\c"              | foo; x=abc
        `foo; x = "1" , bar`          | foo; x=1, bar
        foo; x; x=1                   | foo; x; x=1
        foo, foo; x                   | foo, foo; x
        Foo; X=Y                      | Foo; X=Y
        `!#$%&'*+-.^_|~09; a=!`       | `!#$%&'*+-.^_|~09; a=!`
        """)
    void legalListsAreRead(String header, String read) {
        List<ExtensionParameters> elements = ExtensionParameters.parse(List.of(header));
        assertThat(text(elements)).isEqualTo(read);
        assertThat(ExtensionParameters.parse(List.of(text(elements)))).isEqualTo(elements);
    }

    private static String text(List<ExtensionParameters> elements) {
        return String.join(
                ", ", elements.stream().map(ExtensionParameters::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                  | list of extensions without an element
        ` `                 | list of extensions without an element
        `, ,`               | list of extensions without an element
        ;                   | list of extensions lacks an extension name at character 1
        ; x                 | list of extensions lacks an extension name at character 1
        =                   | list of extensions lacks an extension name at character 1
        "foo"               | list of extensions lacks an extension name at character 1
        foo bar             | list of extensions lacks "," or ";" at character 5
        foo=1               | list of extensions lacks "," or ";" at character 4
        foo/1               | list of extensions lacks "," or ";" at character 4
        foo;                | list of extensions lacks a parameter name at character 5
        `foo; `             | list of extensions lacks a parameter name at character 6
        foo;, bar           | list of extensions lacks a parameter name at character 5
        foo;; x             | list of extensions lacks a parameter name at character 5
        foo; =1             | list of extensions lacks a parameter name at character 6
        foo; x=             | list of extensions lacks a parameter value at character 8
        foo; x=, bar        | list of extensions lacks a parameter value at character 8
        foo; x==            | list of extensions lacks a parameter value at character 8
        foo; x=1 2          | list of extensions lacks "," or ";" at character 10
        foo; x=""           | list of extensions lacks a token in quotes at character 9
        foo; x="            | list of extensions lacks a token in quotes at character 9
        foo; x="1           | list of extensions lacks a token in quotes at character 10
        foo; x="1\\         | list of extensions lacks a token in quotes at character 11
        foo; x="a b"        | list of extensions lacks a token in quotes at character 10
        foo; x="a\\"b"      | list of extensions lacks a token in quotes at character 11
        foo; x="a,b"        | list of extensions lacks a token in quotes at character 10
        foo; x="1"2         | list of extensions lacks "," or ";" at character 11
        f\u00f6o            | list of extensions lacks "," or ";" at character 2
        """)
    void malformedListsAreRefused(String header, String message) {
        assertThatThrownBy(() -> ExtensionParameters.parse(List.of(header)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(ExtensionParameters.parse(List.of("foo; x", "", "bar, baz")))
                .containsExactly(
                        ExtensionParameters.of("foo").with("x"),
                        ExtensionParameters.of("bar"),
                        ExtensionParameters.of("baz"));
    }

    @Test
    void anElementDoesNotGoOnInTheNextLine() {
        assertThatThrownBy(() -> ExtensionParameters.parse(List.of("foo; x=", "1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutALineThereIsNoElement() {
        assertThat(ExtensionParameters.parse(List.of())).isEmpty();
    }

    @Test
    void parametersAreFoundByName() {
        ExtensionParameters element =
                ExtensionParameters.of("foo").with("x").with("y", "1").with("y", "2");
        assertThat(element.name()).isEqualTo("foo");
        assertThat(element.names()).containsExactly("x", "y", "y");
        assertThat(element.has("x")).isTrue();
        assertThat(element.value("x")).isNull();
        assertThat(element.value("y")).isEqualTo("1");
        assertThat(element.has("z")).isFalse();
        assertThat(element.value("z")).isNull();
        assertThat(element.has("X")).isFalse();
        assertThat(element.parameters()).hasSize(3);
    }

    @Test
    void repeatedParametersAreNoticed() {
        ExtensionParameters x = ExtensionParameters.of("foo").with("x");
        assertThat(x.hasDuplicates()).isFalse();
        assertThat(x.with("y").hasDuplicates()).isFalse();
        assertThat(x.with("y").with("x", "1").hasDuplicates()).isTrue();
    }

    @Test
    void equalityIsOfNameAndParametersInOrder() {
        ExtensionParameters element = ExtensionParameters.of("foo").with("x").with("y", "1");
        assertThat(element)
                .isEqualTo(ExtensionParameters.of("foo").with("x").with("y", "1"))
                .hasSameHashCodeAs(ExtensionParameters.of("foo").with("x").with("y", "1"))
                .isNotEqualTo(ExtensionParameters.of("foo").with("y", "1").with("x"))
                .isNotEqualTo(ExtensionParameters.of("Foo").with("x").with("y", "1"))
                .isNotEqualTo(ExtensionParameters.of("foo").with("x").with("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a,b", "a;b", "a\r\nb", "\u00e4"})
    void namesAndValuesAreTokens(String text) {
        ExtensionParameters foo = ExtensionParameters.of("foo");
        assertThatThrownBy(() -> ExtensionParameters.of(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> foo.with(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> foo.with("x", text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLongHostileHeaderCostsLinearWork() {
        // Backtracking over either would not end.
        String names = "a;".repeat(1 << 20) + "b";
        assertThat(ExtensionParameters.parse(List.of(names)).get(0).parameters())
                .hasSize(1 << 20);
        String quotes = "a; b=\"" + "\\x".repeat(1 << 20);
        assertThatThrownBy(() -> ExtensionParameters.parse(List.of(quotes)))
                .hasMessageStartingWith("list of extensions lacks a token in quotes");
    }
}
