package io.twsj.protocol;

/**
 * Follows one message on its way out. Exactly one of the two methods is called, once, by the thread that then owns the
 * output; it must not block.
 */
public abstract class Delivery {

    /** The output's length with this message's last byte. */
    private long end;

    /** Follows the next message it is given with. */
    protected Delivery() {}

    /** The message has been handed to the operating system. */
    protected abstract void written();

    /** The connection ended before. */
    protected abstract void lost();

    void endsAt(long position) {
        end = position;
    }

    long end() {
        return end;
    }
}
