package io.twsj.protocol;

import io.twsj.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * How far an engine's user has a hand in single frames; fixed at construction. Where there is neither a hook nor a
 * receiver, frames pass without an object being made of them. Immutable.
 *
 * @param hooks see and replace frames, see {@link Hooks}
 * @param receiver gets every frame in place of {@link ProtocolEvents#onMessage}; null to have messages joined
 * @param autoReply whether the engine answers pings and Close frames by itself
 */
public record FrameAccess(HookChain<Frame> hooks, @Nullable FrameEvents receiver, boolean autoReply) {

    /** Messages only, answered automatically. */
    public static final FrameAccess NONE = new FrameAccess(HookChain.empty(), null, true);

    /** Messages only, answered automatically, their frames seen by hooks. */
    public static FrameAccess hooked(HookChain<Frame> hooks) {
        return hooks.isEmpty() ? NONE : new FrameAccess(hooks, null, true);
    }

    boolean needsFrames() {
        return receiver != null || !hooks.isEmpty();
    }
}
