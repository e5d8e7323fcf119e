package io.twsj.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Two engines, client and server, each of which gets what the other sends, cut at will. */
final class MemoryPipe {

    private final TestEngine client;
    private final TestEngine server;
    private final IntUnaryOperator cut;

    /** @param cut from the number of bytes that wait to how many of them arrive next, at least one */
    MemoryPipe(TestEngine client, TestEngine server, IntUnaryOperator cut) {
        this.client = client;
        this.server = server;
        this.cut = cut;
    }

    /** Carries bytes both ways until all is quiet. */
    void pump() {
        boolean moved = true;
        while (moved) {
            client.link.runTasks();
            server.link.runTasks();
            // Both on their way at once, as on a real network.
            byte[] up = client.link.takeSent();
            byte[] down = server.link.takeSent();
            deliver(up, server);
            deliver(down, client);
            moved = up.length + down.length > 0;
        }
    }

    private void deliver(byte[] bytes, TestEngine to) {
        int at = 0;
        while (at < bytes.length) {
            int size = Math.max(1, Math.min(cut.applyAsInt(bytes.length - at), bytes.length - at));
            to.receive(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + size)));
            at += size;
        }
    }
}
