package io.twsj.mux;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a physical connection has agreed to {@code mux}. It transforms no frames: who finds it in an agreement hands the
 * link to a {@link Multiplexer}. Immutable.
 */
public final class MuxSession implements ExtensionSession {

    private final ExtensionParameters agreed;
    private final long firstQuota;

    MuxSession(ExtensionParameters agreed, long firstQuota) {
        this.agreed = agreed;
        this.firstQuota = firstQuota;
    }

    /** The one among the agreed extensions; null if mux was not agreed. */
    public static @Nullable MuxSession among(List<ExtensionSession> agreed) {
        for (ExtensionSession session : agreed) {
            if (session instanceof MuxSession mux) {
                return mux;
            }
        }
        return null;
    }

    /**
     * The extensions of the first channel: those before this one.
     *
     * @throws IllegalArgumentException if one stands behind: it would act on all channels together, and compression there
     *     would let one channel guess what is in another
     */
    public List<ExtensionSession> others(List<ExtensionSession> agreed) {
        int last = agreed.size() - 1;
        if (agreed.get(last) != this) {
            throw new IllegalArgumentException(
                    "extension " + agreed.get(last).agreed().name() + " behind mux");
        }
        return agreed.subList(0, last);
    }

    /** What this side may send on the first channel to begin with. */
    long firstQuota() {
        return firstQuota;
    }

    @Override
    public ExtensionParameters agreed() {
        return agreed;
    }

    @Override
    public int rsvBits() {
        return 0;
    }

    @Override
    public FrameTransform inbound() {
        throw new UnsupportedOperationException("mux transforms no frames");
    }

    @Override
    public FrameTransform outbound() {
        throw new UnsupportedOperationException("mux transforms no frames");
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
