package io.twsj.protocol;

import io.twsj.frame.Frame;

/** Receives each frame, in place of whole messages. Called by the link's loop, one call at a time. */
@FunctionalInterface
public interface FrameEvents {

    /**
     * A frame has arrived: judged, without its extensions, through the hooks. Of a control frame the engine's reply is
     * on the way already, and {@link ProtocolEvents} has been told.
     */
    void onFrame(Frame frame);
}
