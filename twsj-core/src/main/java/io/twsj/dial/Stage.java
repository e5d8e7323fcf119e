package io.twsj.dial;

import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A step on the way to an open connection that has the link meanwhile: a tunnel, the request. It ends by giving the link
 * to the next, or by failing. Event loop only.
 */
abstract class Stage implements LinkHandler {

    final Link link;
    final Dial dial;

    Stage(Link link, Dial dial) {
        this.link = link;
        this.dial = dial;
    }

    /** Takes the link over and sends what comes first. */
    final void begin() {
        link.handler(this);
        prepare();
        write(opening());
    }

    /** Changes the link before anything is sent. */
    void prepare() {}

    /** The first bytes. */
    abstract byte[] opening();

    /** Takes what it needs of the input; the rest is for the next stage. */
    abstract void receive(ByteBuffer bytes) throws IOException;

    /** What is wrong when the peer ends the connection here. */
    abstract IOException ended();

    final void write(byte[] bytes) {
        link.write(ByteBuffer.wrap(bytes));
        link.flush();
    }

    @Override
    public final void onBytes(ByteBuffer bytes) {
        try {
            receive(bytes);
        } catch (IOException failure) {
            bytes.position(bytes.limit());
            dial.failed(this, failure);
        } catch (RuntimeException bug) {
            // An extension or authenticator of the application's.
            bytes.position(bytes.limit());
            dial.failed(this, new IOException("the opening handshake failed unexpectedly", bug));
        }
    }

    @Override
    public final void onEndOfStream() {
        dial.failed(this, ended());
    }

    @Override
    public final void onWritable() {
        link.flush();
    }

    @Override
    public void onDeadline() {}

    @Override
    public final void onFailure(IOException cause) {
        dial.failed(this, dial.lost(cause));
    }

    @Override
    public final void onClosed() {
        dial.failed(this, ended());
        // Gives back what the output holds.
        link.flush();
    }
}
