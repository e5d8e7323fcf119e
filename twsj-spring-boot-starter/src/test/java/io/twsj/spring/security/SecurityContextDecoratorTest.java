package io.twsj.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.Attributes;
import io.twsj.HandshakeDecision;
import io.twsj.HandshakeInterceptor;
import io.twsj.HandshakeRequest;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContextHolder;

/** What a thread has in its {@code SecurityContext} during a call, and afterwards. */
class SecurityContextDecoratorTest {

    private final WebSocketConnection connection = Mockito.mock(WebSocketConnection.class);
    private final SecurityContextDecorator decorator =
            new SecurityContextDecorator(SecurityContextHolder.getContextHolderStrategy());

    /** Closing takes a moment, in which messages arrive that were sent before. */
    @Test
    void afterADenialTheHandlerGetsNoMessageAndStillHearsOfTheEnd() throws Exception {
        Mockito.when(connection.attributes()).thenReturn(new Attributes());
        List<String> calls = new ArrayList<>();
        WebSocketListener listener = decorator.decorate(new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection from, Message message) throws Exception {
                calls.add(message.text());
                throw new Exception(new AccessDeniedException("not you"));
            }

            @Override
            public void onClose(WebSocketConnection from, CloseReason reason) {
                calls.add("close");
            }
        });

        listener.onMessage(connection, Message.text("first"));
        listener.onMessage(connection, Message.text("second"));
        listener.onClose(connection, CloseReason.NORMAL);

        assertThat(calls).containsExactly("first", "close");
        Mockito.verify(connection).close(new CloseReason(CloseCode.POLICY_VIOLATION, "access denied"));
    }

    @Test
    void theThreadActsForThePeerAndForNobodyAfterwardsEvenIfTheHandlerThrows() {
        Mockito.when(connection.principal()).thenReturn(AuthenticatedPrincipal.of("ann"));
        Mockito.when(connection.attributes()).thenReturn(new Attributes());
        String[] name = new String[1];
        WebSocketListener listener = decorator.decorate(new WebSocketListener() {
            @Override
            public void onOpen(WebSocketConnection from) throws Exception {
                name[0] = SecurityContextHolder.getContext().getAuthentication().getName();
                throw new Exception("handler");
            }
        });

        assertThatThrownBy(() -> listener.onOpen(connection)).hasMessage("handler");
        assertThat(name).containsExactly("ann");
        assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
    }

    /** An inline handler that sends what cannot be sent hears of that before its method goes on. */
    @Test
    void aCallThatAnotherCallLeadsToLeavesThatOneThePeer() throws Exception {
        Mockito.when(connection.principal()).thenReturn(AuthenticatedPrincipal.of("ann"));
        List<String> names = new ArrayList<>();
        WebSocketListener[] decorated = new WebSocketListener[1];
        decorated[0] = decorator.decorate(new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection from, Message message) throws Exception {
                decorated[0].onError(from, new IllegalStateException());
                names.add(SecurityContextHolder.getContext().getAuthentication().getName());
            }
        });
        Mockito.when(connection.attributes()).thenReturn(new Attributes());

        decorated[0].onMessage(connection, Message.text("hello"));

        assertThat(names).containsExactly("ann");
        assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
    }

    private static HandshakeRequest requestOf(AuthenticatedPrincipal peer) {
        return new HandshakeRequest(null, Map.of(), null, "here", false, null, peer, null);
    }

    @Test
    void aHandshakeIsJudgedForThePeerAndADenialIsA403() {
        String[] name = new String[1];
        HandshakeInterceptor handshake = decorator.decorate((HandshakeInterceptor) asked -> {
            name[0] = SecurityContextHolder.getContext().getAuthentication().getName();
            return CompletableFuture.failedFuture(new AccessDeniedException("not you"));
        });

        HandshakeDecision decision = handshake
                .intercept(requestOf(AuthenticatedPrincipal.of("ann")))
                .toCompletableFuture()
                .join();

        assertThat(name).containsExactly("ann");
        assertThat(decision)
                .isInstanceOfSatisfying(
                        HandshakeDecision.Refuse.class,
                        refusal -> assertThat(refusal.response().status()).isEqualTo(403));
        assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
    }

    @Test
    void anotherFailureOfAHandshakeStaysOne() {
        HandshakeInterceptor handshake = decorator.decorate(
                (HandshakeInterceptor) asked -> CompletableFuture.failedFuture(new IllegalStateException("broken")));

        assertThat(handshake.intercept(requestOf(null)).toCompletableFuture()).isCompletedExceptionally();
    }
}
