package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several routes a path leads to. */
class RoutesTest {

    private static final List<String> PATTERNS = List.of(
            "/",
            "/chat",
            "/chat/lobby",
            "/chat/{room}",
            "/chat/{room}/{user}",
            "/chat/{room}/admin",
            "/{section}/lobby",
            "/files/{*path}",
            "/files/{owner}/{*path}",
            "/{*all}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | /",
                "/chat | /chat",
                "/chat/lobby | /chat/lobby",
                "/chat/blue | /chat/{room}",
                "/chat/blue/me | /chat/{room}/{user}",
                "/chat/blue/admin | /chat/{room}/admin",
                "/news/lobby | /{section}/lobby",
                "/news | /{*all}",
                "/chat/ | /{*all}",
                "/files/a | /files/{owner}/{*path}",
                "/files | /files/{*path}",
                "/files/ | /files/{*path}",
                "/files/a/b | /files/{owner}/{*path}",
                // The same path, written with an escape.
                "/%63hat | /chat",
                "/chat/%6Cobby | /chat/lobby"
            })
    void theMostSpecificRouteWins(String path, String pattern) {
        for (List<String> order : orders()) {
            assertThat(routes(order).find(path).route().path()).isEqualTo(pattern);
        }
    }

    /** It does not depend on who comes first. */
    private static List<List<String>> orders() {
        List<String> reversed = new ArrayList<>(PATTERNS);
        Collections.reverse(reversed);
        return List.of(PATTERNS, reversed);
    }

    @ParameterizedTest
    @CsvSource({"/fil%65s, /files, /files/{*path}", "/a, /{name}, /{name}/{*path}"})
    void theEndIsMoreSpecificThanARestThatIsNothing(String path, String end, String rest) {
        assertThat(routes(List.of(rest, end)).find(path).route().path()).isEqualTo(end);
        assertThat(routes(List.of(end, rest)).find(path).route().path()).isEqualTo(end);
    }

    @Test
    void withoutAMatchThereIsNone() {
        assertThat(routes(List.of("/a", "/b/{c}")).find("/c")).isNull();
        assertThat(routes(List.of()).find("/")).isNull();
    }

    @Test
    void aPathOutsideOfAsciiIsFoundByItsEscapedForm() {
        assertThat(routes(List.of("/grün")).find("/gr%C3%BCn")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"/a, /a", "/a/{b}, /a/{c}", "/{*a}, /{*b}"})
    void twoRoutesForTheSamePathsAreRefused(String one, String other) {
        assertThatThrownBy(() -> routes(List.of(one, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + one + "\"")
                .hasMessageContaining("\"" + other + "\"");
    }

    private static Routes routes(List<String> patterns) {
        return new Routes(patterns.stream()
                .map(pattern -> Route.of(pattern, Servers.ECHO).build())
                .toList());
    }
}
