package io.twsj.handshake.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text beyond ASCII in header lines, which arrive as ISO-8859-1 whatever was sent. Without state. */
final class HeaderText {

    private static final int LAST_OF_LATIN_1 = 0xff;

    private HeaderText() {}

    /** The text as it was meant: UTF-8 if the bytes are that, else ISO-8859-1. */
    static String decode(String received) {
        return decode(received.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The same of bytes. */
    static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException other) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** Tells whether a text can stand in a quoted string without doubt about its encoding. */
    static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    /** RFC 8187 3.2.1: the text of {@code UTF-8''...}; null if it is malformed. */
    static @Nullable String decodeExtended(String value) {
        String prefix = "UTF-8''";
        boolean isUtf8 = value.regionMatches(true, 0, prefix, 0, prefix.length());
        return isUtf8 ? decodePercents(value.substring(prefix.length())) : null;
    }

    /** Text in UTF-8 some of whose bytes are written as {@code %} and two digits; null if it is malformed. */
    static @Nullable String decodePercents(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            int b = text.charAt(i);
            if (b == '%') {
                b = hexByte(text, i + 1);
                i += 2;
            }
            if (b < 0 || b > LAST_OF_LATIN_1) {
                return null;
            }
            bytes.put((byte) b);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    private static int hexByte(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }

    /** RFC 8187 3.2.1: the extended form of a text. */
    static String encodeExtended(String text) {
        StringBuilder encoded = new StringBuilder("UTF-8''");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "!#$&+-.^_`|~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
