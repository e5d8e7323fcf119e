package io.twsj.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header {@code Sec-WebSocket-Protocol} of a request: RFC 6455 sections 1.9, 4.1 and 11.3.4; RFC 7936. */
class SubprotocolsTest {

    @Test
    void severalLinesAreOneList() {
        assertThat(Subprotocols.parse(List.of("chat , v2.bosh", "\tmqtt"))).containsExactly("chat", "v2.bosh", "mqtt");
        assertThat(Subprotocols.parse(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''           | list of subprotocols with an empty element
        ' '          | list of subprotocols with an empty element
        ','          | list of subprotocols with an empty element
        'chat,'      | list of subprotocols with an empty element
        ',chat'      | list of subprotocols with an empty element
        'chat, ,x'   | list of subprotocols with an empty element
        'a b'        | subprotocol that is no token
        'a/b'        | subprotocol that is no token
        '"chat"'     | subprotocol that is no token
        'ch\u00e4t'  | subprotocol that is no token
        'chat, chat' | a subprotocol is listed twice
        """)
    void malformedListsAreRefused(String line, String message) {
        assertThatThrownBy(() -> Subprotocols.parse(List.of(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aRepetitionInAnotherLineIsOneToo() {
        assertThatThrownBy(() -> Subprotocols.parse(List.of("a, b", "b"))).hasMessage("a subprotocol is listed twice");
    }

    @Test
    void aLongListCostsLinearWork() {
        String list = IntStream.range(0, 200_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(Subprotocols.parse(List.of(list))).hasSize(200_000);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        chat,           chat superchat,  chat
        superchat chat, chat superchat,  superchat
        other chat,     chat superchat,  chat
        other,          chat superchat,  -
        Chat,           chat superchat,  -
        chat,           '',              -
        '',             chat,            -
        """)
    void theFirstOfTheClientsListThatTheServerKnowsIsChosen(String client, String server, @Nullable String chosen) {
        assertThat(Subprotocols.choose(words(client), words(server))).isEqualTo(chosen);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
