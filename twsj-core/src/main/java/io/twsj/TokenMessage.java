package io.twsj;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The message by which a peer tells who it is: the JSON object {@code {"type":"auth","token":"…"}}, its members in either
 * order, nothing else in it, and the token of the characters that RFC 6750 section 2.1 allows.
 */
final class TokenMessage {

    // Possessive: what has matched is not tried again, so that the time is linear.
    private static final String BLANK = "[ \t\r\n]*+";
    private static final String TYPE = member("type", "auth");
    private static final String TOKEN = member("token", "(?<token>[A-Za-z0-9._~+/-]++=*+)");

    private static final Pattern TYPE_FIRST = object(TYPE, TOKEN);
    private static final Pattern TOKEN_FIRST = object(TOKEN, TYPE);

    private TokenMessage() {}

    private static String member(String name, String value) {
        return BLANK + '"' + name + '"' + BLANK + ':' + BLANK + '"' + value + '"' + BLANK;
    }

    private static Pattern object(String first, String second) {
        return Pattern.compile(BLANK + "\\{" + first + "," + second + "}" + BLANK);
    }

    /** The token of a text message; null if it is any other. */
    static @Nullable String token(ByteBuffer text) {
        String message = StandardCharsets.UTF_8.decode(text).toString();
        String token = token(TYPE_FIRST, message);
        return token != null ? token : token(TOKEN_FIRST, message);
    }

    private static @Nullable String token(Pattern form, String message) {
        Matcher matcher = form.matcher(message);
        return matcher.matches() ? matcher.group("token") : null;
    }
}
