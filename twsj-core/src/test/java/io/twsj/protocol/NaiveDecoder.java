package io.twsj.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Decodes legal bytes from beginning to end, written to be plainly right: what the engine is compared to. */
final class NaiveDecoder {

    private NaiveDecoder() {}

    /** The frames of one direction; fails unless all are whole, and masked if and only if the sender is a client. */
    static List<WireFrame> frames(Role sender, byte[] bytes) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<WireFrame> frames = new ArrayList<>();
        try {
            while (in.available() > 0) {
                frames.add(frame(sender, in));
            }
        } catch (IOException incomplete) {
            throw new UncheckedIOException(incomplete);
        }
        return frames;
    }

    /** The whole frames of one direction up to the first Close, whatever stands behind them. */
    static List<WireFrame> framesUpToClose(Role sender, byte[] bytes) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<WireFrame> frames = new ArrayList<>();
        boolean closed = false;
        while (!closed && holdsWholeFrame(in)) {
            try {
                frames.add(frame(sender, in));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            closed = frames.get(frames.size() - 1).opcode() == 8;
        }
        return frames;
    }

    private static boolean holdsWholeFrame(DataInputStream in) {
        in.mark(Integer.MAX_VALUE);
        try {
            int available = in.available();
            in.readUnsignedByte();
            int second = in.readUnsignedByte();
            int length7 = second % 0x80;
            int header = 2 + (length7 < 126 ? 0 : length7 == 126 ? 2 : 8) + (second < 0x80 ? 0 : 4);
            return available >= header && available - header >= length(length7, in);
        } catch (IOException incomplete) {
            return false;
        } finally {
            rewind(in);
        }
    }

    private static void rewind(DataInputStream in) {
        try {
            in.reset();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static WireFrame frame(Role sender, DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        boolean masked = second >= 0x80;
        if (masked != (sender == Role.CLIENT)) {
            throw new AssertionError("a " + sender + " sent a frame that is " + (masked ? "masked" : "not masked"));
        }
        long length = length(second % 0x80, in);
        byte[] key = new byte[4];
        if (masked) {
            in.readFully(key);
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i % 4];
        }
        return new WireFrame(first >= 0x80, first / 0x10 % 8, first % 0x10, payload);
    }

    private static long length(int length7, DataInputStream in) throws IOException {
        if (length7 < 126) {
            return length7;
        }
        long length = length7 == 126 ? in.readUnsignedShort() : in.readLong();
        if (length < 126 || (length7 == 127 && length < 65536)) {
            throw new AssertionError("length " + length + " is not in its shortest form");
        }
        return length;
    }

    /** What a receiver is to hear of these frames. */
    static List<Event> events(List<WireFrame> frames) {
        List<Event> events = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean text = false;
        for (WireFrame frame : frames) {
            if (frame.isControl()) {
                events.add(control(frame));
                continue;
            }
            if (frame.opcode() != 0) {
                text = frame.opcode() == 1;
            }
            message.writeBytes(frame.bytes());
            if (frame.fin()) {
                events.add(text ? Event.text(message.toByteArray()) : Event.binary(message.toByteArray()));
                message.reset();
            }
        }
        return events;
    }

    private static Event control(WireFrame frame) {
        switch (frame.opcode()) {
            case 8:
                String reason = frame.bytes().length < 2 ? "" : frame.utf8().substring(2);
                return Event.close(frame.closeCode(), reason);
            case 9:
                return Event.ping(frame.bytes());
            default:
                return Event.pong(frame.bytes());
        }
    }
}
