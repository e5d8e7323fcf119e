package io.twsj;

import io.twsj.protocol.Link;
import io.twsj.protocol.WebSocketProtocol;
import org.jspecify.annotations.Nullable;

/** Why a connection is not read at present; it is read again when no reason is left. Event loop only. */
final class ReadingPause {

    /** The peer does not take what it is sent. */
    static final int OUTPUT_FULL = 1;

    /** The listener does not keep up. */
    static final int WORKER_BUSY = 2;

    /** The listener wants no messages. */
    static final int HELD = 4;

    /** The peer has sent more than it may in a second. */
    static final int TOO_FAST = 8;

    /** Somebody is asked who the peer is. */
    static final int UNKNOWN_PEER = 16;

    private final WebSocketProtocol protocol;
    private final Link link;

    /** A combination of the constants above. */
    private int reasons;

    /** Waits for reading to go on; null mostly. */
    private @Nullable Runnable afterwards;

    ReadingPause(WebSocketProtocol protocol, Link link) {
        this.protocol = protocol;
        this.link = link;
    }

    boolean isOn() {
        return reasons != 0;
    }

    void add(int reason) {
        if (reasons == 0) {
            protocol.pause();
            link.pauseReading();
        }
        reasons |= reason;
    }

    /** Tells whether reading goes on because this was the last reason. */
    boolean remove(int reason) {
        boolean last = reasons == reason;
        reasons &= ~reason;
        if (last) {
            protocol.resume();
            link.resumeReading();
            if (afterwards != null) {
                link.loop().execute(afterwards);
                afterwards = null;
            }
        }
        return last;
    }

    /** Has something run when reading goes on; replaces what was given before. */
    void whenOver(Runnable action) {
        afterwards = action;
    }
}
