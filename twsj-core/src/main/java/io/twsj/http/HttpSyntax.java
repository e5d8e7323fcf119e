package io.twsj.http;

/** The characters of HTTP: tokens (RFC 9110 section 5.6.2) and field values (section 5.5). */
public final class HttpSyntax {

    static final byte TOKEN = 1;
    static final byte VALUE = 2;
    static final byte TARGET = 4;

    private static final byte[] KINDS = kinds();

    private HttpSyntax() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        kinds['\t'] = VALUE;
        kinds[' '] = VALUE;
        for (int c = 0x21; c < 0x7f; c++) {
            kinds[c] = VALUE | TARGET;
        }
        // RFC 9112 3.2: a request target has no fragment.
        kinds['#'] = VALUE;
        for (int c = 0x80; c <= 0xff; c++) {
            kinds[c] = VALUE;
        }
        String tokenMarks = "!#$%&'*+-.^_`|~";
        for (char c = 0x21; c < 0x7f; c++) {
            if (isLetter(c) || isDigit(c) || tokenMarks.indexOf(c) >= 0) {
                kinds[c] = (byte) (kinds[c] | TOKEN);
            }
        }
        return kinds;
    }

    /** Tells whether a byte, 0 to 255, is of a kind. */
    static boolean is(byte kind, byte b) {
        return (KINDS[b & 0xff] & kind) != 0;
    }

    /** The first index from {@code from} on whose byte is not of a kind; {@code to} if there is none below it. */
    static int skip(byte kind, byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (KINDS[bytes[at] & 0xff] & kind) != 0) {
            at++;
        }
        return at;
    }

    /** Tells whether a character may stand in a token. */
    public static boolean isTokenCharacter(char c) {
        return c < 0x80 && (KINDS[c] & TOKEN) != 0;
    }

    /** Tells whether a text is a token: one or more token characters. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Tells whether a text may be sent as a field value; control characters (tab excepted) and non-Latin-1 may not. */
    public static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff || (KINDS[c] & VALUE) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether a character is an ASCII letter. */
    public static boolean isLetter(char c) {
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'z';
    }

    /** Tells whether a character is an ASCII digit. */
    public static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Tells whether a character is the white space that may surround elements of a field: space or tab. */
    public static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** Names a byte for an error message, readable and harmless in a log. */
    static String describe(byte b) {
        if (b > ' ' && b < 0x7f) {
            return "'" + (char) b + "'";
        }
        return switch (b) {
            case ' ' -> "a space";
            case '\t' -> "a tab";
            case '\r' -> "CR";
            case '\n' -> "LF";
            default -> String.format("byte 0x%02x", b & 0xff);
        };
    }
}
