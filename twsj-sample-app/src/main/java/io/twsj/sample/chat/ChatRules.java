package io.twsj.sample.chat;

import java.text.Normalizer;
import java.util.Locale;

/** What names, texts, keys and rooms must look like. Lengths are in UTF-16 units, as browsers count them. */
final class ChatRules {

    static final int MAX_NAME = 32;
    static final int MAX_TEXT = 2000;
    static final int MAX_KEY = 64;
    static final int MAX_ROOM = 64;

    static final String TEXT_LENGTH = "A message has 1 to " + MAX_TEXT + " characters.";

    static final String TEXT_CHARACTERS = "That message has characters which cannot be sent.";

    /** JSON's escapes can spell half of a surrogate pair, which no UTF-8 can carry to the others. */
    static final String WELL_FORMED = "[^\\p{Cs}]*";

    static final String NOT_BLANK = "(?sU).*\\S.*";

    /**
     * Something to see, and nothing of line ends, control characters, halves of surrogate pairs, and marks that turn the
     * direction of what follows.
     */
    static final String SHOWABLE =
            "(?s)(?=.*[^\\p{Cf}\\p{Z}])[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]*";

    private ChatRules() {}

    /** A name without spaces around it, in Unicode's composed form. */
    static String clean(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
    }

    /** What two names have in common that would be taken for one another. */
    static String fold(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** Whether somebody can be in a room of this name. */
    static boolean isRoom(String room) {
        return room.length() <= MAX_ROOM && room.matches(SHOWABLE);
    }
}
