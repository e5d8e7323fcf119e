package io.twsj.handshake.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import java.net.InetSocketAddress;
import java.util.List;

/** Asks authenticators as a server does. */
final class Asking {

    private Asking() {}

    /** A request for a target with lines of {@code name: value}. */
    static AuthenticationRequest request(String target, String... lines) {
        Headers.Builder headers = Headers.builder();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1));
        }
        return new AuthenticationRequest(
                new RequestHead("GET", target, headers.build()), new InetSocketAddress("127.0.0.1", 1), null);
    }

    static Authentication ask(Authenticator authenticator, String target, String... lines) {
        return authenticator
                .authenticate(request(target, lines))
                .toCompletableFuture()
                .join();
    }

    /** The name of who was let in; null if nobody was. */
    static String nameFrom(Authentication found) {
        return found instanceof Authentication.Granted granted
                ? granted.principal().getName()
                : null;
    }

    /** The challenges of what must be a challenge. */
    static List<Challenge> challenges(Authentication found) {
        assertThat(found).isInstanceOf(Authentication.Challenged.class);
        return Challenge.parse(((Authentication.Challenged) found).challenges());
    }

    /** The status of what must be a refusal. */
    static int refusalStatus(Authentication found) {
        assertThat(found).isInstanceOf(Authentication.Refused.class);
        return ((Authentication.Refused) found).refusal().status();
    }
}
