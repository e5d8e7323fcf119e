package io.twsj.blocking;

import io.twsj.close.HookException;
import io.twsj.frame.Frame;
import io.twsj.frame.Opcode;
import io.twsj.message.Message;
import io.twsj.protocol.HookChain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A socket's reading side. Refuses a second reader instead of sharing one stream of frames between two. */
final class WsReader {

    private final SocketSession session;
    private final FrameQueue queue;
    private final HookChain<Message> hooks;
    private final ReentrantLock reading = new ReentrantLock();

    /** Whether single frames were read from a message that has not ended. Reader only. */
    private boolean inMessage;

    WsReader(SocketSession session, HookChain<Message> hooks) {
        this.session = session;
        this.queue = session.queue();
        this.hooks = hooks;
    }

    private interface Read<T> {
        T run() throws IOException;
    }

    private <T> T alone(Read<T> read) throws IOException {
        if (!reading.tryLock()) {
            throw new IllegalStateException("another thread is reading from this socket; only one at a time may");
        }
        try {
            return read.run();
        } finally {
            reading.unlock();
        }
    }

    Frame frame(long deadline) throws IOException {
        return alone(() -> noted(queue.take(deadline)));
    }

    List<Frame> frames(int count, long deadline) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("count is " + count + "; it must not be negative");
        }
        return alone(() -> {
            List<Frame> taken = new ArrayList<>();
            try {
                while (taken.size() < count) {
                    taken.add(queue.take(deadline));
                }
            } catch (IOException | RuntimeException incomplete) {
                queue.putBack(taken);
                throw incomplete;
            }
            taken.forEach(this::noted);
            return List.copyOf(taken);
        });
    }

    private Frame noted(Frame frame) {
        if (!frame.isControl()) {
            inMessage = !frame.fin();
        }
        return frame;
    }

    Message message(long deadline) throws IOException {
        Message message = alone(() -> {
            if (inMessage) {
                throw new IllegalStateException("recv() has read the beginning of a message; recv() must read its end "
                        + "before recvMessage() can go on");
            }
            return join(fragments(deadline));
        });
        return hooked(message);
    }

    private List<Frame> fragments(long deadline) throws IOException {
        List<Frame> taken = new ArrayList<>();
        try {
            while (true) {
                Frame frame = queue.take(deadline);
                if (!frame.isControl()) {
                    taken.add(frame);
                    if (frame.fin()) {
                        return taken;
                    }
                }
            }
        } catch (IOException | RuntimeException incomplete) {
            queue.putBack(taken);
            throw incomplete;
        }
    }

    private static Message join(List<Frame> fragments) {
        boolean text = fragments.get(0).opcode() == Opcode.TEXT;
        if (fragments.size() == 1) {
            return Message.received(text, fragments.get(0).payload());
        }
        int size = fragments.stream().mapToInt(Frame::size).sum();
        ByteBuffer joined = ByteBuffer.allocate(size);
        fragments.forEach(fragment -> joined.put(fragment.payload()));
        return Message.received(text, joined.flip());
    }

    private Message hooked(Message message) {
        try {
            return hooks.isEmpty() ? message : hooks.incoming(message);
        } catch (HookException failure) {
            session.fail(failure);
            throw failure;
        }
    }
}
