package io.twsj.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Hands a link's call for output on to the engine; the tests call the rest themselves. */
final class WritableForwarder implements LinkHandler {

    private final WebSocketProtocol protocol;

    WritableForwarder(WebSocketProtocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public void onWritable() {
        protocol.writable(() -> {});
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        throw new AssertionError("the tests feed the engine");
    }

    @Override
    public void onEndOfStream() {
        throw new AssertionError("the tests feed the engine");
    }

    @Override
    public void onDeadline() {
        throw new AssertionError("nobody asked for a deadline");
    }

    @Override
    public void onFailure(IOException cause) {
        throw new AssertionError("no network, no failure", cause);
    }

    @Override
    public void onClosed() {
        throw new AssertionError("nobody closes the link");
    }
}
