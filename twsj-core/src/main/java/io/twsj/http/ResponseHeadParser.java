package io.twsj.http;

/**
 * Reads the status line (RFC 9112 section 4): {@code HTTP/1.1 SP 3digits SP reason CRLF}. One caller at a time.
 *
 * <p>Looser than the RFC in one point: a line without a reason phrase may lack the space before it, as many servers
 * send it.
 */
final class ResponseHeadParser extends HeadParser<ResponseHead> {

    private enum Part {
        VERSION,
        STATUS,
        STATUS_END,
        REASON,
        LF
    }

    private static final int STATUS_DIGITS = 3;

    private Part part = Part.VERSION;
    private boolean version10;
    private int status;
    private String reason = "";

    ResponseHeadParser(HttpLimits limits) {
        super(limits);
    }

    @Override
    boolean startLine() throws HttpException {
        switch (part) {
            case VERSION -> scanVersion();
            case STATUS -> scanStatus();
            case STATUS_END -> scanStatusEnd();
            case REASON -> scanReason();
            case LF -> {
                expectLineFeed();
                return true;
            }
        }
        requireLineWithinLimit();
        return false;
    }

    private void scanVersion() throws HttpException {
        while (position < count && position < HttpVersion.LENGTH) {
            if (!HttpVersion.mayStandAt(position, bytes[position])) {
                throw fail(400, "status line that does not begin with an HTTP version");
            }
            position++;
        }
        if (position == count) {
            return;
        }
        if (HttpVersion.major(bytes, 0) != 1) {
            throw fail(400, "HTTP version " + text(5, 8) + " in the answer to an HTTP/1.1 request");
        }
        if (bytes[position] != ' ') {
            throw fail(400, wrongControl("the status line, after its version", bytes[position]));
        }
        version10 = HttpVersion.minor(bytes, 0) == 0;
        position++;
        start = position;
        part = Part.STATUS;
    }

    private void scanStatus() throws HttpException {
        while (position < count && position - start < STATUS_DIGITS) {
            byte digit = bytes[position];
            if (digit < '0' || digit > '9') {
                throw fail(400, "status line whose status is not three digits");
            }
            status = 10 * status + digit - '0';
            position++;
        }
        if (position - start == STATUS_DIGITS) {
            judgeStatus();
            part = Part.STATUS_END;
        }
    }

    private void judgeStatus() throws HttpException {
        if (status < 100 || status > 599) {
            throw fail(400, "status " + status + " is not between 100 and 599");
        }
        // RFC 9110 7.8: an HTTP/1.0 server knows no upgrade.
        if (status == 101 && version10) {
            throw fail(400, "status 101 in HTTP/1.0");
        }
    }

    private void scanStatusEnd() throws HttpException {
        switch (bytes[position]) {
            case ' ' -> part = Part.REASON;
            case '\r' -> part = Part.LF;
            default -> throw fail(400, wrongControl("the status line, after its status", bytes[position]));
        }
        position++;
        start = position;
    }

    private void scanReason() throws HttpException {
        position = HttpSyntax.skip(HttpSyntax.VALUE, bytes, position, count);
        if (position == count) {
            return;
        }
        if (bytes[position] != '\r') {
            throw fail(400, wrongControl("the reason phrase", bytes[position]));
        }
        reason = text(start, position);
        position++;
        part = Part.LF;
    }

    private void requireLineWithinLimit() throws HttpException {
        int length = part == Part.LF ? position - 1 : position;
        if (length > limits.maxRequestLineBytes()) {
            throw fail(431, "status line exceeds the limit of " + limits.maxRequestLineBytes() + " bytes");
        }
    }

    @Override
    ResponseHead build(Headers headers) {
        return new ResponseHead(status, reason, headers);
    }

    @Override
    HttpException refusal(int status, String message) {
        return new HttpException(502, message);
    }
}
