package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests find their listeners by path; the listeners see path and variables. */
class RoutingTest {

    private static WebSocketServer server;

    @BeforeAll
    static void start() {
        WebSocketServer.Builder builder = Servers.builder();
        for (String pattern : new String[] {"/", "/chat/{room}", "/chat/lobby", "/files/{*path}", "/{a}/{b}/{c}"}) {
            builder.route(pattern, new WebSocketListener() {
                @Override
                public void onOpen(WebSocketConnection connection) {
                    connection.send(pattern);
                    connection.send(connection.path());
                    connection.send(new TreeMap<>(connection.pathVariables()).toString());
                }
            });
        }
        server = Servers.start(builder);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/                     | /              | /                     | {}",
                "/?room=red            | /              | /                     | {}",
                "/chat/blue            | /chat/{room}   | /chat/blue            | {room=blue}",
                "/chat/blue?x=y        | /chat/{room}   | /chat/blue            | {room=blue}",
                "/chat/gr%C3%BCn%20%2F | /chat/{room}   | /chat/gr%C3%BCn%20%2F | {room=grün /}",
                "/chat/lobby           | /chat/lobby    | /chat/lobby           | {}",
                "/files/a/b%20c/d      | /files/{*path} | /files/a/b%20c/d      | {path=a/b c/d}",
                "/files/               | /files/{*path} | /files/               | {path=}",
                "/1/2/3                | /{a}/{b}/{c}   | /1/2/3                | {a=1, b=2, c=3}",
                "http://h/chat/blue    | /chat/{room}   | /chat/blue            | {room=blue}"
            })
    void aRequestFindsItsRoute(String target, String pattern, String path, String variables) throws IOException {
        try (RawClient client = RawClient.open(server.port(), target)) {
            assertThat(client.readText()).isEqualTo(pattern);
            assertThat(client.readText()).isEqualTo(path);
            assertThat(client.readText()).isEqualTo(variables);
        }
    }

    @ParameterizedTest
    @CsvSource({"/chat", "/chat/", "/chat/a/", "/CHAT/a", "/1/2", "/chat/%zz"})
    void otherwiseNothingIsThere(String target) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            assertThat(client.write(RawClient.request(target)).readResponse().status())
                    .isEqualTo(404);
        }
    }
}
