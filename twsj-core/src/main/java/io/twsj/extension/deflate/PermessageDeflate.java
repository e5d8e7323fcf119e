package io.twsj.extension.deflate;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.deflate.DeflateSession.Terms;
import io.twsj.extension.deflate.DeflateSession.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate: messages are compressed one by one, each as a whole (RFC 7692). Thread-safe.
 *
 * <p>A server takes the first offer that is well formed, whatever windows it asks for, and answers with what it promises
 * and what it wants of the client. A client offers what its options say, and always lets the server limit its window.
 * Compressed text is checked as UTF-8 and against the message limit while it is inflated.
 *
 * <p>Compression tells whoever sees the sizes something of the content: where secrets and an attacker's text share a
 * message, or with context takeover a connection, leave it off (RFC 7692 section 8).
 */
public final class PermessageDeflate implements Extension {

    private final DeflateOptions options;
    private final List<ExtensionParameters> offers;
    private final Codecs codecs;

    private PermessageDeflate(DeflateOptions options, boolean fallback) {
        this.options = options;
        this.codecs = new Codecs(options.level(), options.memoryBudget());
        this.offers = offers(options, fallback);
    }

    /** Compression on given terms. One object shares its memory among all connections that it is given to. */
    public static PermessageDeflate of(DeflateOptions options) {
        return new PermessageDeflate(options, false);
    }

    /**
     * The same, for a client whose wishes a server may decline: what the options ask for is followed by an offer that asks
     * for nothing.
     */
    public static PermessageDeflate withFallback(DeflateOptions options) {
        return new PermessageDeflate(options, true);
    }

    private static List<ExtensionParameters> offers(DeflateOptions options, boolean fallback) {
        List<ExtensionParameters> offers = new ArrayList<>(2);
        offers.add(wishes(options).toElement());
        ExtensionParameters anything =
                new PermessageDeflateParameters(false, false, 0, PermessageDeflateParameters.NO_VALUE).toElement();
        if (fallback && !offers.contains(anything)) {
            offers.add(anything);
        }
        return List.copyOf(offers);
    }

    private static PermessageDeflateParameters wishes(DeflateOptions options) {
        int window = options.serverMaxWindowBits() == WindowBits.MOST ? 0 : options.serverMaxWindowBits();
        return new PermessageDeflateParameters(
                options.serverNoContextTakeover(),
                options.clientNoContextTakeover(),
                window,
                PermessageDeflateParameters.NO_VALUE);
    }

    @Override
    public String name() {
        return PermessageDeflateParameters.NAME;
    }

    // Server

    @Override
    public @Nullable ExtensionSession accept(ExtensionParameters offer) {
        PermessageDeflateParameters asked = PermessageDeflateParameters.parse(offer);
        if (asked == null) {
            return null;
        }
        int window = Math.min(options.serverMaxWindowBits(), windowOr15(asked.serverMaxWindowBits()));
        Terms wished = new Terms(
                !options.serverNoContextTakeover() && !asked.serverNoContextTakeover(),
                window,
                !options.clientNoContextTakeover() && !asked.clientNoContextTakeover());
        Terms terms = codecs.reserve(wished.bytes()) ? wished : new Terms(false, window, false);
        return session(answer(asked, terms), terms);
    }

    private static PermessageDeflateParameters answer(PermessageDeflateParameters asked, Terms terms) {
        boolean namesWindow = asked.serverMaxWindowBits() > 0 || terms.windowBits() < WindowBits.MOST;
        // A window that the client limits by itself is confirmed: its compressor need not be larger.
        return new PermessageDeflateParameters(
                !terms.takeover(),
                !terms.peerTakeover(),
                namesWindow ? terms.windowBits() : 0,
                Math.max(0, asked.clientMaxWindowBits()));
    }

    // Client

    @Override
    public List<ExtensionParameters> offers() {
        return offers;
    }

    @Override
    public @Nullable ExtensionSession confirm(ExtensionParameters response) {
        PermessageDeflateParameters agreed = PermessageDeflateParameters.parse(response);
        if (agreed == null || !answersAnOffer(agreed)) {
            return null;
        }
        Terms terms = new Terms(
                !options.clientNoContextTakeover() && !agreed.clientNoContextTakeover(),
                windowOr15(agreed.clientMaxWindowBits()),
                !agreed.serverNoContextTakeover());
        // A response leaves no choice: what the server may do has to be followed.
        codecs.use(terms.bytes());
        return session(agreed, terms);
    }

    private boolean answersAnOffer(PermessageDeflateParameters agreed) {
        return agreed.clientMaxWindowBits() != PermessageDeflateParameters.NO_VALUE
                && offers.stream()
                        .map(PermessageDeflateParameters::parse)
                        .anyMatch(offer -> offer != null && answers(agreed, offer));
    }

    /** RFC 7692 7.1.1.1 and 7.1.2.1: what the client demands of the server has to be confirmed. */
    private static boolean answers(PermessageDeflateParameters agreed, PermessageDeflateParameters offer) {
        boolean takeover = agreed.serverNoContextTakeover() || !offer.serverNoContextTakeover();
        boolean window = offer.serverMaxWindowBits() == 0
                || (agreed.serverMaxWindowBits() > 0 && agreed.serverMaxWindowBits() <= offer.serverMaxWindowBits());
        return takeover && window;
    }

    private ExtensionSession session(PermessageDeflateParameters agreed, Terms terms) {
        return new DeflateSession(agreed.toElement(), Unit.MESSAGE, terms, options, codecs);
    }

    private static int windowOr15(int bits) {
        return bits > 0 ? bits : WindowBits.MOST;
    }
}
