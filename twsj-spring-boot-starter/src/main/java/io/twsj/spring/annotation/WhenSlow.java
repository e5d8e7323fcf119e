package io.twsj.spring.annotation;

/**
 * What becomes of a message for many at those who do not take what they were sent before. Drops are counted and told, see
 * {@link io.twsj.Overflow}.
 */
public enum WhenSlow {
    /** It waits, and at the bound the receiver's overflow policy decides, {@code twsj.server.outbound.overflow}. */
    WAIT,

    /** It is dropped: late it is worth nothing, such as that somebody is typing. */
    DROP,

    /**
     * A newer one of the same peer, by the same method, takes its place, such as where somebody's pointer is. So it is where
     * the receiver's overflow policy is {@code latest-per-key}; with another one this is {@link #WAIT}.
     */
    LATEST
}
