package io.twsj.extension.deflate;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionParameters.Parameter;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.deflate.DeflateSession.Terms;
import io.twsj.extension.deflate.DeflateSession.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * deflate-frame: frames are compressed one by one. The predecessor of permessage-deflate
 * (draft-tyoshino-hybi-websocket-perframe-deflate), for peers that know nothing newer; list it behind
 * {@link PermessageDeflate}, and only one of them is agreed on. Thread-safe.
 *
 * <p>Its parameters are demands on whoever receives them, and are not answered: an offer limits the server's compressor, a
 * response the client's.
 */
public final class DeflateFrame implements Extension {

    private static final String MAX_WINDOW_BITS = "max_window_bits";
    private static final String NO_CONTEXT_TAKEOVER = "no_context_takeover";

    private final String name;
    private final DeflateOptions options;
    private final Codecs codecs;

    private DeflateFrame(String name, DeflateOptions options) {
        this.name = name;
        this.options = options;
        this.codecs = new Codecs(options.level(), options.memoryBudget());
    }

    /** Under the name of the draft, {@code deflate-frame}. */
    public static DeflateFrame of(DeflateOptions options) {
        return new DeflateFrame("deflate-frame", options);
    }

    /** Under the name of older browsers, {@code x-webkit-deflate-frame}. */
    public static DeflateFrame webkit(DeflateOptions options) {
        return new DeflateFrame("x-webkit-deflate-frame", options);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable ExtensionSession accept(ExtensionParameters offer) {
        if (!isValid(offer)) {
            return null;
        }
        Terms wished = terms(offer, !options.serverNoContextTakeover(), !options.clientNoContextTakeover());
        Terms terms = codecs.reserve(wished.bytes()) ? wished : new Terms(false, wished.windowBits(), false);
        return session(demands(terms.peerTakeover()), terms);
    }

    @Override
    public List<ExtensionParameters> offers() {
        return List.of(demands(!options.serverNoContextTakeover()));
    }

    @Override
    public @Nullable ExtensionSession confirm(ExtensionParameters response) {
        if (!isValid(response)) {
            return null;
        }
        Terms terms = terms(response, !options.clientNoContextTakeover(), !options.serverNoContextTakeover());
        codecs.use(terms.bytes());
        return session(response, terms);
    }

    private static boolean isValid(ExtensionParameters element) {
        return !element.hasDuplicates() && element.parameters().stream().allMatch(DeflateFrame::isValid);
    }

    private static boolean isValid(Parameter parameter) {
        return switch (parameter.name()) {
            case NO_CONTEXT_TAKEOVER -> parameter.value() == null;
            case MAX_WINDOW_BITS -> WindowBits.parse(parameter.value()) != 0;
            default -> false;
        };
    }

    /** What the peer demands and the options make together. */
    private static Terms terms(ExtensionParameters demanded, boolean takeover, boolean peerTakeover) {
        int bits = WindowBits.parse(demanded.value(MAX_WINDOW_BITS));
        return new Terms(
                takeover && !demanded.has(NO_CONTEXT_TAKEOVER), bits == 0 ? WindowBits.MOST : bits, peerTakeover);
    }

    private ExtensionParameters demands(boolean peerTakeover) {
        ExtensionParameters element = ExtensionParameters.of(name);
        return peerTakeover ? element : element.with(NO_CONTEXT_TAKEOVER);
    }

    private ExtensionSession session(ExtensionParameters agreed, Terms terms) {
        return new DeflateSession(agreed, Unit.FRAME, terms, options, codecs);
    }
}
