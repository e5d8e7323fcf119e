package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseReason;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.IOException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parameters that take who the peer is. */
class PrincipalParameterTest {

    /** What an application's own authenticator may make. */
    record Member(String getName, int badge) implements AuthenticatedPrincipal {}

    @WebSocketHandler("/")
    static class Everywhere {
        final List<String> calls = new ArrayList<>();

        @OnOpen
        void open(Principal user) {
            calls.add("open " + name(user));
        }

        @OnMessage
        void message(String text, AuthenticatedPrincipal user) {
            calls.add(text + " " + name(user));
        }

        @OnError
        void error(Principal user, Throwable error) {
            calls.add("error " + name(user));
        }

        @OnClose
        void close(Principal user) {
            calls.add("close " + name(user));
        }

        private static String name(Principal user) {
            return user == null ? "nobody" : user.getName();
        }
    }

    @Test
    void everyMethodCanTakeThePrincipalOfTheMoment() throws Exception {
        Everywhere handler = new Everywhere();
        TestEndpoint endpoint = TestEndpoint.open(handler);
        endpoint.connection.principal = AuthenticatedPrincipal.of("ann");
        endpoint.text("hello");
        endpoint.connection.principal = AuthenticatedPrincipal.of("Ann");
        endpoint.listener.onError(endpoint.connection, new IOException());
        endpoint.end(CloseReason.NORMAL);

        assertThat(handler.calls).containsExactly("open nobody", "hello ann", "error Ann", "close Ann");
    }

    @WebSocketHandler("/")
    static class Members {
        @OnMessage
        int message(String text, Member member) {
            return member.badge();
        }
    }

    @Test
    void itCanBeTakenAsTheTypeTheApplicationHasMade() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Members());
        endpoint.connection.principal = new Member("ann", 7);

        assertThat(endpoint.text("x").connection.sentTexts()).containsExactly("7");
    }

    @Test
    void aPrincipalOfAnotherTypeIsTheApplicationsFault() {
        FakeConnection connection = new FakeConnection(value -> null, Map.of());
        connection.principal = AuthenticatedPrincipal.of("ann");

        assertThatThrownBy(() -> new Invocation(connection, new Object[0], null, null).principal(Member.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NamedPrincipal, not a " + Member.class.getName());
    }

    @WebSocketHandler("/")
    static class NoPayload {
        @OnMessage
        void message(Principal user) {}
    }

    @Test
    void itIsNotTheMessage() {
        assertThatThrownBy(() -> TestEndpoint.assemble(new NoPayload()))
                .isInstanceOf(InvalidHandlerException.class)
                .hasMessageContaining("no parameter for the message");
    }
}
