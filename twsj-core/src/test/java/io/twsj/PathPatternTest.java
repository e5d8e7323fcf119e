package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route's path matches, and what its variables are then. */
class PathPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | / | ''",
                "/chat | /chat | ''",
                "/a/b | /a/b | ''",
                "/a/ | /a/ | ''",
                "/{room} | /blue | room=blue",
                "/chat/{room} | /chat/blue | room=blue",
                "/{a}/{b} | /1/2 | a=1;b=2",
                "/{a}/x/{b} | /1/x/2 | a=1;b=2",
                "/{*rest} | / | rest=",
                "/{*rest} | /a | rest=a",
                "/{*rest} | /a/b/ | rest=a/b/",
                "/f/{*rest} | /f | rest=",
                "/f/{*rest} | /f/ | rest=",
                "/{a}/{*rest} | /1 | a=1;rest=",
                "/f/{*rest} | /f/a/b | rest=a/b",
                "/{a}/{*rest} | /1/2/3 | a=1;rest=2/3",
                // Decoded, a segment at a time: an escaped slash does not end one.
                "/chat/{room} | /chat/gr%C3%BCn | room=grün",
                "/chat/{room} | /chat/a%20b | room=a b",
                "/chat/{room} | /chat/a%2Fb | room=a/b",
                "/chat/{room} | /chat/a+b | room=a+b",
                "/chat/{room} | /chat/%2525 | room=%25",
                "/f/{*rest} | /f/a%20b/c | rest=a b/c",
                "/chat/{room} | /ch%61t/blue | room=blue",
                "/grün/{a} | /gr%C3%BCn/1 | a=1"
            })
    void matches(String pattern, String path, String variables) {
        Map<String, String> found = PathPattern.parse(pattern).match(path);
        assertThat(found).isNotNull();
        assertThat(found.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .collect(Collectors.joining(";")))
                .isEqualTo(variables);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | /a",
                "/chat | /",
                "/chat | /chat/",
                "/chat | /Chat",
                "/chat | /chats",
                "/chat | /chat/a",
                "/chat/{room} | /chat",
                "/chat/{room} | /chat/",
                "/chat/{room} | /chat/a/b",
                "/chat/{room} | /chat/a/",
                "/chat/{room} | /chat//",
                "/{a}/{b} | /1",
                "/{a}/{b} | //2",
                "/f/{*rest} | /g/a",
                "/f/{*rest} | /fa",
                // Malformed escapes match nothing.
                "/chat/{room} | /chat/%",
                "/chat/{room} | /chat/%4",
                "/chat/{room} | /chat/%zz",
                "/chat/{room} | /chat/%-1"
            })
    void doesNotMatch(String pattern, String path) {
        assertThat(PathPattern.parse(pattern).match(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "chat",
                "{room}",
                "/{}",
                "/{*}",
                "/{1}",
                "/{a b}",
                "/{a",
                "/a}",
                "/x{a}",
                "/{a}x",
                "/{a}{b}",
                "/{a}/{a}",
                "/{*rest}/more",
                "/{*rest}/"
            })
    void aMalformedPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> PathPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + pattern + "\"");
    }

    @Test
    void knowsItsVariables() {
        assertThat(PathPattern.parse("/{a}/b/{*c}").variables()).containsExactly("a", "c");
        assertThat(PathPattern.parse("/a/b").variables()).isEmpty();
        assertThat(PathPattern.parse("/a/b").hasVariables()).isFalse();
        assertThat(PathPattern.parse("/{a}")).hasToString("/{a}");
    }
}
