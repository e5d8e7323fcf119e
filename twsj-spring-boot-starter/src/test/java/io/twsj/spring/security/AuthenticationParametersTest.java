package io.twsj.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.WebSocketConnection;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.spring.handler.InvalidHandlerException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.core.MethodParameter;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Parameters that take what Spring Security knows of the peer. */
class AuthenticationParametersTest {

    @AuthenticationPrincipal(expression = "username")
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface UserName {}

    /** Its methods are never called; each has one parameter. */
    @SuppressWarnings("unused")
    interface Handler {

        void authentication(Authentication user);

        void jwt(JwtAuthenticationToken user);

        void details(@AuthenticationPrincipal UserDetails user);

        void text(@AuthenticationPrincipal String user);

        void strictText(@AuthenticationPrincipal(errorOnInvalidType = true) String user);

        void strictDetails(@AuthenticationPrincipal(errorOnInvalidType = true) UserDetails user);

        void name(@UserName String name);

        void greeting(@AuthenticationPrincipal(expression = "@greeter.concat(' ').concat(#this.username)") String text);

        void coreName(@AuthenticationPrincipal AuthenticatedPrincipal user);

        void primitive(@AuthenticationPrincipal(expression = "enabled") boolean enabled);

        void malformed(@AuthenticationPrincipal(expression = "a b") String text);

        void principal(Principal user);

        void message(String text);
    }

    private static final AuthenticatedPrincipal ANN = new SecurityPrincipal(
            UsernamePasswordAuthenticationToken.authenticated(
                    User.withUsername("ann").password("x").build(), null, List.of()),
            null);

    private final AuthenticationParameters parameters =
            new AuthenticationParameters((context, name) -> name.equals("greeter") ? "hello" : null);

    private Function<WebSocketConnection, Object> find(String name) {
        Method method = Stream.of(Handler.class.getMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return parameters.find(new MethodParameter(method, 0));
    }

    private Object argument(String name, AuthenticatedPrincipal peer) {
        WebSocketConnection connection = Mockito.mock(WebSocketConnection.class);
        Mockito.when(connection.principal()).thenReturn(peer);
        return find(name).apply(connection);
    }

    @Test
    void anAuthenticationIsThePeersOwn() {
        assertThat(argument("authentication", ANN)).isSameAs(Peers.authentication(ANN));
        assertThat(argument("authentication", null)).isNull();
    }

    @Test
    void aPeerThatIsKnownWithoutSpringSecurityHasAnAuthenticationToo() {
        AuthenticatedPrincipal bob = AuthenticatedPrincipal.of("bob");
        assertThat(((Authentication) argument("authentication", bob)).getName()).isEqualTo("bob");
        assertThat(argument("coreName", bob)).isSameAs(bob);
    }

    @Test
    void anAuthenticationOfAnotherKindIsTheApplicationsFault() {
        assertThatThrownBy(() -> argument("jwt", ANN))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("UsernamePasswordAuthenticationToken, not a ")
                .hasMessageEndingWith("JwtAuthenticationToken");
    }

    @Test
    void theAnnotationPicksThePrincipalOfTheAuthentication() {
        assertThat(argument("details", ANN)).isInstanceOf(UserDetails.class);
        assertThat(argument("text", null)).isEqualTo("anonymousUser");
    }

    @Test
    void aPrincipalOfAnotherTypeIsNullUnlessTheHandlerWantsToKnow() {
        assertThat(argument("text", ANN)).isNull();
        assertThat(argument("details", null)).isNull();
        assertThatThrownBy(() -> argument("strictText", ANN))
                .isInstanceOf(ClassCastException.class)
                .hasMessage("the peer's principal is a " + User.class.getName() + ", not a java.lang.String");
        assertThat(argument("strictDetails", ANN)).isNotNull();
    }

    @Test
    void anExpressionPicksAPartAndMayNameBeans() {
        assertThat(argument("name", ANN)).isEqualTo("ann");
        assertThat(argument("greeting", ANN)).isEqualTo("hello ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"primitive", "malformed"})
    void whatCannotWorkStopsTheStartWithTheParametersName(String method) {
        assertThatThrownBy(() -> find(method))
                .isInstanceOf(InvalidHandlerException.class)
                .hasMessageContaining("Parameter 0 (@AuthenticationPrincipal")
                .hasMessageContaining("Handler." + method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"principal", "message"})
    void otherParametersAreLeftToOthers(String method) {
        assertThat(find(method)).isNull();
    }
}
