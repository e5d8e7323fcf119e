package io.twsj.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one head, cut into pieces in any way, strictly and within {@link HttpLimits}. One caller at a time.
 *
 * <p>Strict, because two readers that understand a head differently are what request smuggling lives on: lines end with
 * CRLF, names are tokens that a colon follows at once, values hold no control characters and are not folded (RFC 9112
 * sections 2.2 and 5). Bytes from 0x80 on in values are kept as ISO-8859-1. What can be known to be wrong is refused at
 * the first wrong byte, incomplete or not.
 *
 * <pre>
 *  start line ─CRLF→ LINE_START ─token→ NAME ─":"→ VALUE_START → VALUE ─CR→ VALUE_LF ─LF→ LINE_START
 *                        └─CR→ END_LF ─LF→ complete
 * </pre>
 *
 * <p>Each byte is looked at once, however it arrives. Memory follows the bytes received: none before the first one.
 *
 * @param <H> the kind of head
 */
public abstract sealed class HeadParser<H> permits RequestHeadParser, ResponseHeadParser {

    private enum State {
        START_LINE,
        LINE_START,
        NAME,
        VALUE_START,
        VALUE,
        VALUE_LF,
        END_LF,
        COMPLETE,
        FAILED
    }

    private static final byte[] NO_BYTES = {};
    private static final String[] NO_LINES = {};
    private static final int TYPICAL_HEADERS = 16;

    final HttpLimits limits;

    /** The head as received so far, of which {@link #count} bytes are used and {@link #position} are scanned. */
    byte[] bytes = NO_BYTES;

    int count;
    int position;

    /** Where the part that is being scanned begins: a name, a value, a part of the start line. */
    int start;

    private State state = State.START_LINE;

    /** Name, value, name, value, ...; the name of the line being scanned is there already. */
    private String[] lines = NO_LINES;

    private int used;
    private @Nullable H head;

    HeadParser(HttpLimits limits) {
        this.limits = limits;
    }

    /**
     * A parser for one request.
     *
     * <p>One empty line before the request line is skipped, as RFC 9112 2.2 asks for; stricter than some servers, a
     * second one is refused.
     */
    public static HeadParser<RequestHead> forRequest(HttpLimits limits) {
        return new RequestHeadParser(limits);
    }

    /** A parser for one response. */
    public static HeadParser<ResponseHead> forResponse(HttpLimits limits) {
        return new ResponseHeadParser(limits);
    }

    /**
     * Takes bytes up to and including the blank line that ends the head, and leaves what follows it in the buffer.
     *
     * @return true if the head is complete
     * @throws HttpException if the bytes are no head, or too many; the connection is of no further use
     * @throws IllegalStateException if the head is complete already, or was refused
     */
    public final boolean feed(ByteBuffer input) throws HttpException {
        if (state == State.COMPLETE || state == State.FAILED) {
            throw new IllegalStateException("the head is " + (head == null ? "refused" : "complete") + " already");
        }
        take(input);
        scan();
        if (state == State.COMPLETE) {
            input.position(input.position() - (count - position));
            bytes = NO_BYTES;
            return true;
        }
        requireRoomForMore();
        return false;
    }

    /**
     * The head.
     *
     * @throws IllegalStateException if it is not complete
     */
    public final H head() {
        if (head == null) {
            throw new IllegalStateException("the head is not complete");
        }
        return head;
    }

    /** Tells whether any byte of a head has arrived; an end of stream before that is no broken request. */
    public final boolean started() {
        return count > 0;
    }

    /** Copies what may belong to the head behind what is there. */
    private void take(ByteBuffer input) {
        int taken = Math.min(input.remaining(), limits.maxHeadBytes() - count);
        int needed = count + taken;
        if (needed > bytes.length) {
            int doubled = Math.min(2 * bytes.length, limits.maxHeadBytes());
            bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
        }
        input.get(bytes, count, taken);
        count = needed;
    }

    private void requireRoomForMore() throws HttpException {
        if (count == limits.maxHeadBytes()) {
            throw fail(431, "head exceeds the limit of " + limits.maxHeadBytes() + " bytes");
        }
    }

    private void scan() throws HttpException {
        while (position < count) {
            switch (state) {
                case START_LINE -> scanStartLine();
                case LINE_START -> scanLineStart();
                case NAME -> scanName();
                case VALUE_START -> scanValueStart();
                case VALUE -> scanValue();
                case VALUE_LF -> {
                    expectLineFeed();
                    state = State.LINE_START;
                }
                case END_LF -> {
                    expectLineFeed();
                    complete();
                    return;
                }
                default -> throw new AssertionError(state);
            }
        }
    }

    private void scanStartLine() throws HttpException {
        if (startLine()) {
            state = State.LINE_START;
        }
    }

    /** Scans on in the start line; true if it is complete, with its line end. Called with at least one byte. */
    abstract boolean startLine() throws HttpException;

    /** Makes the head of what was scanned. */
    abstract H build(Headers headers) throws HttpException;

    private void scanLineStart() throws HttpException {
        byte first = bytes[position];
        if (HttpSyntax.is(HttpSyntax.TOKEN, first)) {
            requireRoomForHeader();
            start = position;
            state = State.NAME;
        } else if (first == '\r') {
            position++;
            state = State.END_LF;
        } else {
            throw fail(400, wrongLineStart(first));
        }
    }

    private void requireRoomForHeader() throws HttpException {
        if (used / 2 == limits.maxHeaders()) {
            throw fail(431, "more than " + limits.maxHeaders() + " header lines");
        }
    }

    private static String wrongLineStart(byte first) {
        return switch (first) {
            // RFC 9112 5.2: a server refuses folded lines; 2.2: and white space before the first one.
            case ' ', '\t' -> "header line that begins with white space";
            case ':' -> "header line with an empty name";
            case '\n' -> "bare LF in the header";
            default -> "header name that begins with " + HttpSyntax.describe(first);
        };
    }

    private void scanName() throws HttpException {
        position = HttpSyntax.skip(HttpSyntax.TOKEN, bytes, position, count);
        if (position == count) {
            return;
        }
        if (bytes[position] != ':') {
            throw fail(400, wrongNameEnd(bytes[position]));
        }
        add(text(start, position));
        position++;
        state = State.VALUE_START;
    }

    private static String wrongNameEnd(byte found) {
        return switch (found) {
            // RFC 9112 5.1: no white space between name and colon.
            case ' ', '\t' -> "white space after a header name";
            case '\r', '\n' -> "header line without a colon";
            default -> "header name with " + HttpSyntax.describe(found);
        };
    }

    private void scanValueStart() {
        while (position < count && isWhiteSpace(bytes[position])) {
            position++;
        }
        if (position < count) {
            start = position;
            state = State.VALUE;
        }
    }

    private void scanValue() throws HttpException {
        position = HttpSyntax.skip(HttpSyntax.VALUE, bytes, position, count);
        if (position == count) {
            return;
        }
        if (bytes[position] != '\r') {
            throw fail(400, wrongControl("a header value", bytes[position]));
        }
        int end = position;
        while (end > start && isWhiteSpace(bytes[end - 1])) {
            end--;
        }
        add(text(start, end));
        position++;
        state = State.VALUE_LF;
    }

    /** Names a byte that cannot stand where it stands. */
    static String wrongControl(String where, byte found) {
        return (found == '\n' ? "bare LF" : HttpSyntax.describe(found)) + " in " + where;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Consumes the LF behind a CR. */
    final void expectLineFeed() throws HttpException {
        if (bytes[position] != '\n') {
            throw fail(400, "bare CR: " + HttpSyntax.describe(bytes[position]) + " follows it");
        }
        position++;
    }

    private void add(String nameOrValue) {
        if (used == lines.length) {
            lines = Arrays.copyOf(lines, Math.max(2 * TYPICAL_HEADERS, 2 * lines.length));
        }
        lines[used++] = nameOrValue;
    }

    final String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void complete() throws HttpException {
        head = build(new Headers(lines, used));
        state = State.COMPLETE;
    }

    /** Refuses the head for good. */
    final HttpException fail(int status, String message) {
        state = State.FAILED;
        bytes = NO_BYTES;
        return refusal(status, message);
    }

    /** The exception that a kind of head is refused with. */
    abstract HttpException refusal(int status, String message);
}
