package io.twsj.handshake.auth;

import io.twsj.http.HttpSyntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line of challenges. Commas separate challenges and parameters alike: a token that {@code =} does not follow
 * begins a challenge (RFC 9110 section 11.6.1). One caller at a time.
 */
final class ChallengeReader {

    private final String line;
    private final List<Challenge> challenges = new ArrayList<>(2);
    private int position;

    /** Whether something was skipped or dropped. */
    private boolean flawed;

    ChallengeReader(String line) {
        this.line = line;
    }

    /**
     * Reads the credentials of a request (RFC 9110 section 11.4), which have the form of one challenge.
     *
     * @throws IllegalArgumentException if they are malformed, or a parameter is there twice
     */
    Challenge readCredentials() {
        List<Challenge> found = read();
        if (flawed || found.size() != 1) {
            throw new IllegalArgumentException("malformed credentials");
        }
        return found.get(0);
    }

    List<Challenge> read() {
        skipSeparators();
        while (position < line.length()) {
            String scheme = token();
            if (scheme.isEmpty()) {
                flawed = true;
                break;
            }
            readChallenge(scheme);
            skipSeparators();
        }
        return challenges;
    }

    private void readChallenge(String scheme) {
        skipSpace();
        String token68 = token68();
        Map<String, String> parameters = new LinkedHashMap<>();
        if (token68 == null) {
            readParameters(parameters);
        }
        challenges.add(new Challenge(scheme, token68, parameters));
    }

    /** Text up to a comma or the end that cannot be a parameter: nothing but padding follows its {@code =}. */
    private @Nullable String token68() {
        int end = position;
        while (end < line.length() && isToken68(line.charAt(end))) {
            end++;
        }
        int padded = end;
        while (padded < line.length() && line.charAt(padded) == '=') {
            padded++;
        }
        int next = skipSpace(padded);
        boolean alone = next == line.length() || line.charAt(next) == ',';
        if (end == position || !alone) {
            return null;
        }
        String found = line.substring(position, padded);
        position = next;
        return found;
    }

    private static boolean isToken68(char c) {
        return HttpSyntax.isLetter(c) || HttpSyntax.isDigit(c) || "-._~+/".indexOf(c) >= 0;
    }

    private void readParameters(Map<String, String> parameters) {
        while (position < line.length()) {
            int start = position;
            String name = token();
            skipSpace();
            if (name.isEmpty() || position == line.length() || line.charAt(position) != '=') {
                // The next challenge begins here, or what follows is malformed.
                position = start;
                return;
            }
            position++;
            skipSpace();
            String value = value();
            if (value == null) {
                flawed = true;
                position = line.length();
                return;
            }
            flawed |= parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value) != null;
            skipSeparators();
        }
    }

    /** A token or a quoted string; null if it is neither. */
    private @Nullable String value() {
        if (position < line.length() && line.charAt(position) == '"') {
            return quoted();
        }
        String token = token();
        return token.isEmpty() ? null : token;
    }

    private @Nullable String quoted() {
        StringBuilder text = new StringBuilder();
        for (position++; position < line.length(); position++) {
            char c = line.charAt(position);
            if (c == '"') {
                position++;
                return text.toString();
            }
            if (c == '\\' && position + 1 < line.length()) {
                position++;
            }
            text.append(line.charAt(position));
        }
        return null;
    }

    private String token() {
        int start = position;
        while (position < line.length() && HttpSyntax.isTokenCharacter(line.charAt(position))) {
            position++;
        }
        return line.substring(start, position);
    }

    private void skipSeparators() {
        while (position < line.length()
                && (line.charAt(position) == ',' || HttpSyntax.isWhiteSpace(line.charAt(position)))) {
            position++;
        }
    }

    private void skipSpace() {
        position = skipSpace(position);
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < line.length() && HttpSyntax.isWhiteSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }
}
