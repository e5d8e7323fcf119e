package io.twsj.transport;

import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;

/** A physical connection as its loop's owner sees it, who looks through all of them when they are to end. */
public interface HandledLink extends Link {

    /** Who handles this connection's bytes at present. Event loop only. */
    LinkHandler handler();

    /** Reads what has arrived already, before the connection is told to end. Event loop only. */
    void readAvailable();
}
