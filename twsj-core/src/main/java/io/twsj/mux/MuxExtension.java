package io.twsj.mux;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.http.HttpSyntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the opening handshake of a physical connection speaks of {@code mux}. What stands before it in the agreement
 * belongs to the first channel. Immutable.
 */
public final class MuxExtension implements Extension {

    /** The extension's name, never registered. */
    public static final String NAME = "mux";

    private static final String QUOTA = "quota";

    /** An initial quota fits an unsigned 32-bit number. */
    private static final long MOST_QUOTA = (1L << 32) - 1;

    private static final int MOST_DIGITS = 10;

    /** They need the borders of frames, which mux does not keep. */
    private static final List<String> INCOMPATIBLE = List.of("deflate-frame", "x-webkit-deflate-frame");

    private final ExtensionParameters own;

    /** The extension on these terms. */
    public MuxExtension(MuxTerms terms) {
        this.own = ExtensionParameters.of(NAME).with(QUOTA, Integer.toString(terms.windowBytes()));
    }

    /** Tells whether mux can be agreed beside these extensions. */
    public static boolean goesWith(List<Extension> others) {
        return others.stream().noneMatch(other -> INCOMPATIBLE.contains(other.name()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable MuxSession accept(ExtensionParameters offer) {
        return session(offer);
    }

    @Override
    public List<ExtensionParameters> offers() {
        return List.of(own);
    }

    @Override
    public @Nullable MuxSession confirm(ExtensionParameters response) {
        return session(response);
    }

    /** Both sides say the same kind of thing: what the other may send on the first channel to begin with. */
    private @Nullable MuxSession session(ExtensionParameters peers) {
        boolean known = peers.names().stream().allMatch(QUOTA::equals) && !peers.hasDuplicates();
        long quota = peers.has(QUOTA) ? number(peers.value(QUOTA)) : 0;
        return known && quota >= 0 && quota <= MOST_QUOTA ? new MuxSession(own, quota) : null;
    }

    /** Negative if it is no number, or a large one. */
    private static long number(@Nullable String digits) {
        boolean isNumber = digits != null
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(c -> HttpSyntax.isDigit((char) c));
        return isNumber ? Long.parseLong(digits) : -1;
    }
}
