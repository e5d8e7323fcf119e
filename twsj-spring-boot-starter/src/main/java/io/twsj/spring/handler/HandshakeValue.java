package io.twsj.spring.handler;

import io.twsj.http.RequestHead;
import io.twsj.spring.annotation.HandshakeCookie;
import io.twsj.spring.annotation.HandshakeHeader;
import io.twsj.spring.annotation.QueryParam;
import java.lang.annotation.Annotation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where in an opening handshake a parameter's value stands. */
enum HandshakeValue {
    PATH("path variable", null),
    QUERY("query parameter", QueryParam.class),
    HEADER("header", HandshakeHeader.class),
    COOKIE("cookie", HandshakeCookie.class);

    private final String noun;
    private final @Nullable Class<? extends Annotation> annotation;

    HandshakeValue(String noun, @Nullable Class<? extends Annotation> annotation) {
        this.noun = noun;
        this.annotation = annotation;
    }

    /** The annotation that asks for it; null for path variables, for which there are several. */
    @Nullable
    Class<? extends Annotation> annotation() {
        return annotation;
    }

    /**
     * The text in a request; null if it has none of that name.
     *
     * @param variables the values of the path's variables
     * @throws IllegalArgumentException if a query has an escape that is none
     */
    @Nullable
    String read(Map<String, String> variables, Supplier<RequestHead> request, String name) {
        if (this == PATH) {
            return variables.get(name);
        }
        RequestHead head = request.get();
        return switch (this) {
            case HEADER -> head.headers().first(name);
            case COOKIE -> head.cookie(name);
            default -> queryParameter(head.query(), name);
        };
    }

    private static @Nullable String queryParameter(@Nullable String query, String name) {
        if (query == null) {
            return null;
        }
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? parameter : parameter.substring(0, equals);
            if (decode(key).equals(name)) {
                return equals < 0 ? "" : decode(parameter.substring(equals + 1));
            }
        }
        return null;
    }

    private static String decode(String escaped) {
        return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return noun;
    }
}
