package io.twsj.dial;

import io.twsj.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a response's body, as an explanation for humans: of plain bodies those bytes, of chunked ones the data
 * (RFC 9112 sections 6 and 7.1). One caller at a time.
 */
final class BodyStart {

    /** More than this explains nothing. */
    static final int MOST_BYTES = 8 << 10;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private final boolean chunked;

    /** Bytes of the body, or of the present chunk with its line end, that are to come; chunked: -1 in a size line. */
    private long left;

    /** Chunked: the size so far, of which {@link #sizeDone} tells whether it is read. */
    private long size;

    private boolean sizeDone;
    private boolean complete;

    private BodyStart(boolean chunked, long left) {
        this.chunked = chunked;
        this.left = left;
        this.complete = left == 0;
    }

    /** The body that a head announces; without an announcement it lasts until the connection ends. */
    static BodyStart of(ResponseHead head) {
        if (head.status() == 204 || head.status() == 304 || head.status() < 200) {
            return new BodyStart(false, 0);
        }
        if (head.headers().hasToken("Transfer-Encoding", "chunked")) {
            return new BodyStart(true, -1);
        }
        return new BodyStart(false, announced(head.headers().first("Content-Length")));
    }

    private static long announced(@Nullable String length) {
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : Long.MAX_VALUE;
    }

    /** Takes input; true if nothing more is needed. */
    boolean feed(ByteBuffer input) {
        while (input.hasRemaining() && !isDone()) {
            if (chunked && left < 0) {
                readSize(input.get());
            } else {
                copy(input);
            }
        }
        return isDone();
    }

    boolean isDone() {
        return complete || bytes.size() == MOST_BYTES;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private void copy(ByteBuffer input) {
        // The last two bytes of a chunk are its line end.
        long data = chunked ? Math.max(0, left - 2) : left;
        int count = (int) Math.min(input.remaining(), data > 0 ? Math.min(data, MOST_BYTES - bytes.size()) : left);
        byte[] piece = new byte[count];
        input.get(piece);
        if (data > 0) {
            bytes.write(piece, 0, count);
        }
        left -= count;
        if (left == 0) {
            complete = !chunked;
            left = -1;
        }
    }

    /** {@code 1f;extension CR LF}: what is no hexadecimal digit ends the number. */
    private void readSize(byte b) {
        if (b == '\n') {
            complete = size == 0;
            left = size + 2;
            size = 0;
            sizeDone = false;
            return;
        }
        int digit = Character.digit(b, 16);
        sizeDone |= digit < 0;
        if (!sizeDone) {
            size = Math.min(16 * size + digit, Integer.MAX_VALUE);
        }
    }
}
