package io.twsj.transport;

import io.twsj.message.BorrowedMessage;
import io.twsj.protocol.BufferPool;
import io.twsj.protocol.FrameReaders;
import io.twsj.protocol.Link;
import java.util.concurrent.Executor;

/** A link's share in what its loop has. */
abstract class LoopLink extends Deadline implements Link {

    final EventLoop loop;

    LoopLink(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public long now() {
        return loop.now();
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public BufferPool buffers() {
        return loop.payloadBuffers();
    }

    @Override
    public FrameReaders readers() {
        return loop.readers();
    }

    @Override
    public BorrowedMessage loanedMessage() {
        return loop.loanedMessage();
    }
}
