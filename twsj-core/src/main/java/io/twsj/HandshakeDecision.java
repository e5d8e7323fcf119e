package io.twsj;

import io.twsj.http.Headers;
import io.twsj.http.HttpResponse;
import java.util.Locale;
import java.util.Set;

/** What a {@link HandshakeInterceptor} wants done. Immutable. */
public sealed interface HandshakeDecision {

    /**
     * The handshake goes on.
     *
     * @param headers lines to be added to the 101
     */
    record Proceed(Headers headers) implements HandshakeDecision {

        private static final Set<String> ITS_OWN =
                Set.of("connection", "content-length", "transfer-encoding", "upgrade");

        /**
         * Checks the lines.
         *
         * @throws IllegalArgumentException if one of them is the handshake's own: {@code Connection}, {@code Upgrade},
         *     {@code Sec-WebSocket-*}, or what announces a body
         */
        public Proceed {
            headers.forEach((name, value) -> requireForeign(name));
        }

        private static void requireForeign(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (ITS_OWN.contains(lower) || lower.startsWith("sec-websocket-")) {
                throw new IllegalArgumentException("header " + name + " is written by the handshake itself");
            }
        }

        /**
         * The same with one more line, such as {@code Set-Cookie}.
         *
         * @throws IllegalArgumentException if it is the handshake's own, or no legal header line: a value with CR, LF or
         *     NUL could end it and smuggle in others
         */
        public Proceed with(String name, String value) {
            return new Proceed(
                    Headers.builder().addAll(headers).add(name, value).build());
        }
    }

    /**
     * The handshake is refused.
     *
     * @param response the whole answer, of any status: with 2xx, too, it opens no connection
     */
    record Refuse(HttpResponse response) implements HandshakeDecision {}

    /** The handshake goes on as it is; see {@link Proceed#with}. */
    static Proceed proceed() {
        return new Proceed(Headers.EMPTY);
    }

    /** The handshake is refused with this answer, after which the connection ends. */
    static HandshakeDecision refuse(HttpResponse response) {
        return new Refuse(response);
    }
}
