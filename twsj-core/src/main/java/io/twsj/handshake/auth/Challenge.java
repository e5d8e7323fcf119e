package io.twsj.handshake.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One challenge of a 401 (RFC 9110 section 11.3). Immutable.
 *
 * @param scheme as received; case does not count
 * @param token68 what stands in place of parameters; null where there are parameters or nothing
 * @param parameters by their names in lower case, values unquoted
 */
public record Challenge(String scheme, @Nullable String token68, Map<String, String> parameters) {

    /** Copies the parameters. */
    public Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** Tells whether it is of a scheme. */
    public boolean isScheme(String name) {
        return scheme.equalsIgnoreCase(name);
    }

    /** The value of a parameter, null if it is not there. */
    public @Nullable String parameter(String name) {
        return parameters.get(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Reads the values of all {@code WWW-Authenticate} lines, which together are one list. Reading a line stops where
     * it is malformed; what stands before counts.
     */
    public static List<Challenge> parse(List<String> lines) {
        return lines.stream()
                .flatMap(line -> new ChallengeReader(line).read().stream())
                .toList();
    }
}
