package io.twsj.sample.chat;

import io.twsj.sample.chat.ChatException.Code;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What names, texts, keys and rooms must look like. Lengths are in UTF-16 units, as browsers count them. */
final class ChatRules {

    static final int MAX_NAME = 32;
    static final int MAX_TEXT = 2000;
    static final int MAX_KEY = 64;
    static final int MAX_ROOM = 64;
    static final int MAX_ID = 64;

    private ChatRules() {}

    /** The name without spaces around it, in Unicode's composed form. */
    static String name(String name) throws ChatException {
        String clean = Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
        if (clean.isEmpty() || clean.length() > MAX_NAME) {
            throw new ChatException(Code.BAD_NAME, "A name has 1 to " + MAX_NAME + " characters.");
        }
        if (!isPlain(clean) || !isVisible(clean)) {
            throw new ChatException(Code.BAD_NAME, "That name has characters which cannot be shown.");
        }
        return clean;
    }

    /** What two names have in common that would be taken for one another. */
    static String fold(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** The text, unchanged. */
    static String text(String text) throws ChatException {
        if (text.isBlank() || text.length() > MAX_TEXT) {
            throw new ChatException(Code.BAD_TEXT, "A message has 1 to " + MAX_TEXT + " characters.");
        }
        if (!isWellFormed(text)) {
            throw new ChatException(Code.BAD_TEXT, "That message has characters which cannot be sent.");
        }
        return text;
    }

    static @Nullable String key(@Nullable String key) throws ChatException {
        if (key != null && (key.isEmpty() || key.length() > MAX_KEY)) {
            throw new ChatException(Code.BAD_REQUEST, "A key has 1 to " + MAX_KEY + " characters.");
        }
        return key;
    }

    /** Checks the name of a room that somebody wants to be in. */
    static void checkRoom(String room) throws ChatException {
        if (room.isBlank() || room.length() > MAX_ROOM || !isPlain(room)) {
            throw new ChatException(
                    Code.BAD_ROOM, "A room's name has 1 to " + MAX_ROOM + " characters, none of them invisible.");
        }
    }

    /** JSON's escapes can spell half of a surrogate pair, which no UTF-8 can carry to the others. */
    static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Tells whether there are no line ends, control characters or marks that turn the direction of what follows. */
    private static boolean isPlain(String text) {
        return isWellFormed(text)
                && text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
                    case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
                    default -> (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
                });
    }

    private static boolean isVisible(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) != Character.FORMAT && !Character.isSpaceChar(c));
    }
}
