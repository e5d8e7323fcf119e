package io.twsj.spring.autoconfigure;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How peers are authenticated.
 *
 * @param realm Name of what is protected, shown to users. Part of what Digest hashes.
 * @param basic Names and passwords, which clients show as they are.
 * @param digest Names and passwords, which clients prove to know.
 * @param bearer Tokens.
 * @param firstMessage Tokens that clients show in their first message.
 * @param springSecurity Beans of Spring Security that decide.
 */
public record AuthProperties(
        @DefaultValue("twsj") String realm,
        @DefaultValue Basic basic,
        @DefaultValue Digest digest,
        @DefaultValue Bearer bearer,
        @DefaultValue FirstMessage firstMessage,
        @DefaultValue SpringSecurity springSecurity) {

    /**
     * Names and passwords, which clients show as they are (RFC 7617).
     *
     * @param users Passwords by the names of users.
     */
    public record Basic(@DefaultValue Map<String, String> users) {

        /** Keeps the map from changing. */
        public Basic {
            users = Map.copyOf(users);
        }

        /** The names only. */
        @Override
        public String toString() {
            return "Basic[users=" + users.keySet() + "]";
        }
    }

    /**
     * Names and passwords, which clients prove to know (RFC 7616).
     *
     * @param users Passwords by the names of users.
     * @param nonceSecret Secret of at least 32 random bytes, the same for all servers behind a balancer, so that they take each
     *     other's nonces. If empty, each server makes one of its own.
     */
    public record Digest(
            @DefaultValue Map<String, String> users,
            @DefaultValue("") String nonceSecret) {

        /** Keeps the map from changing. */
        public Digest {
            users = Map.copyOf(users);
        }

        /** The names only. */
        @Override
        public String toString() {
            return "Digest[users=" + users.keySet() + "]";
        }
    }

    /**
     * Tokens (RFC 6750), taken from the header Authorization and from a subprotocol "bearer." with the token in base64url.
     *
     * @param tokens Tokens by the names of users. They are values rather than keys, since only values may be placeholders
     *     and have any character.
     * @param cookie Name of a cookie that may hold a token. If empty, none does.
     * @param queryParameter Name of a query parameter that may hold a token. If empty, none does.
     */
    public record Bearer(
            @DefaultValue Map<String, String> tokens,
            @DefaultValue("") String cookie,
            @DefaultValue("") String queryParameter) {

        /** Keeps the map from changing. */
        public Bearer {
            tokens = Map.copyOf(tokens);
        }

        /** No token. */
        @Override
        public String toString() {
            return "Bearer[tokens=" + tokens.keySet() + ", cookie=" + cookie + ", queryParameter=" + queryParameter
                    + "]";
        }
    }

    /**
     * Tokens that clients show in their first message, as {"type":"auth","token":"..."}.
     *
     * @param enabled Whether a client that shows no credentials in the opening handshake may show a token in its first message.
     *     Whoever judges bearer tokens judges it.
     * @param timeout Time that such a client may take, after which the connection is closed with 1008.
     */
    public record FirstMessage(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("10s") Duration timeout) {}

    /**
     * Beans of Spring Security that decide who may connect.
     *
     * @param enabled Whether the application's AuthenticationManager is shown passwords (Basic) and its JwtDecoder tokens.
     */
    public record SpringSecurity(@DefaultValue("true") boolean enabled) {}
}
