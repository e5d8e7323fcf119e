package io.twsj.mux;

import java.time.Duration;

/**
 * How much one physical connection carries. Immutable.
 *
 * @param maxChannels open at the same time
 * @param windowBytes received and not yet consumed, for each channel; and as much may wait to be sent without counting
 * @param idleTimeout how long a physical connection without a channel stays
 */
public record MuxTerms(int maxChannels, int windowBytes, Duration idleTimeout) {

    /** The smallest window with which a channel cannot get stuck. */
    public static final int SMALLEST_WINDOW = ReceiveWindow.SMALLEST;
}
