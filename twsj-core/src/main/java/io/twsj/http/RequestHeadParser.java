package io.twsj.http;

/** Reads the request line (RFC 9112 section 3): {@code method SP target SP HTTP/1.1 CRLF}. One caller at a time. */
final class RequestHeadParser extends HeadParser<RequestHead> {

    private enum Part {
        FIRST_BYTE,
        EMPTY_LINE_LF,
        METHOD,
        TARGET,
        VERSION,
        LF
    }

    private Part part = Part.FIRST_BYTE;
    private int lineStart;
    private String method = "";
    private String target = "";

    RequestHeadParser(HttpLimits limits) {
        super(limits);
    }

    @Override
    boolean startLine() throws HttpException {
        switch (part) {
            case FIRST_BYTE -> scanFirstByte();
            case EMPTY_LINE_LF -> {
                expectLineFeed();
                lineStart = position;
                start = position;
                part = Part.METHOD;
            }
            case METHOD -> scanMethod();
            case TARGET -> scanTarget();
            case VERSION -> scanVersion();
            case LF -> {
                expectLineFeed();
                return true;
            }
        }
        requireLineWithinLimit();
        return false;
    }

    private void scanFirstByte() {
        // RFC 9112 2.2: an empty line before the request line is left over from a request before; one is skipped.
        if (bytes[position] == '\r') {
            position++;
            part = Part.EMPTY_LINE_LF;
        } else {
            part = Part.METHOD;
        }
    }

    private void scanMethod() throws HttpException {
        position = HttpSyntax.skip(HttpSyntax.TOKEN, bytes, position, count);
        if (position == count) {
            return;
        }
        if (bytes[position] != ' ' || position == start) {
            throw fail(400, wrongMethod(bytes[position]));
        }
        method = isGet() ? "GET" : text(start, position);
        nextPart(Part.TARGET);
    }

    private boolean isGet() {
        return position - start == 3 && bytes[start] == 'G' && bytes[start + 1] == 'E' && bytes[start + 2] == 'T';
    }

    private String wrongMethod(byte found) {
        if (position > start) {
            return "request method with " + HttpSyntax.describe(found);
        }
        String hint = found == 0x16 ? ", which looks like TLS on a port without TLS" : "";
        return "request line that begins with " + HttpSyntax.describe(found) + hint;
    }

    private void scanTarget() throws HttpException {
        position = HttpSyntax.skip(HttpSyntax.TARGET, bytes, position, count);
        if (position == count) {
            return;
        }
        if (bytes[position] != ' ' || position == start) {
            throw fail(400, wrongTarget(bytes[position]));
        }
        target = text(start, position);
        nextPart(Part.VERSION);
    }

    private String wrongTarget(byte found) {
        return switch (found) {
            case ' ' -> "request line with two spaces in a row";
            case '\r', '\n' -> "request line without a version";
            default -> "request target with " + HttpSyntax.describe(found);
        };
    }

    private void nextPart(Part next) {
        position++;
        start = position;
        part = next;
    }

    private void scanVersion() throws HttpException {
        while (position < count && position - start < HttpVersion.LENGTH) {
            if (!HttpVersion.mayStandAt(position - start, bytes[position])) {
                throw fail(400, "request line without an HTTP version at its end");
            }
            position++;
        }
        if (position == count) {
            return;
        }
        if (bytes[position] != '\r') {
            throw fail(400, wrongControl("the request line, after its version", bytes[position]));
        }
        judgeVersion();
        position++;
        part = Part.LF;
    }

    private void judgeVersion() throws HttpException {
        if (HttpVersion.major(bytes, start) != 1) {
            throw fail(505, "HTTP version " + text(start + 5, start + 8) + ", not 1.1");
        }
        // RFC 6455 4.2.1: the version is 1.1 or higher; a higher minor number is read as 1.1 (RFC 9110 2.5).
        if (HttpVersion.minor(bytes, start) == 0) {
            throw fail(400, "HTTP version 1.0, which has no upgrade");
        }
    }

    private void requireLineWithinLimit() throws HttpException {
        int end = part == Part.LF ? position - 1 : position;
        int length = end - lineStart;
        if (length > limits.maxRequestLineBytes()) {
            throw fail(414, "request line exceeds the limit of " + limits.maxRequestLineBytes() + " bytes");
        }
    }

    @Override
    RequestHead build(Headers headers) throws HttpException {
        try {
            return new RequestHead(method, target, headers);
        } catch (IllegalArgumentException e) {
            throw fail(400, String.valueOf(e.getMessage()));
        }
    }

    @Override
    HttpException refusal(int status, String message) {
        return new HttpException(status, message);
    }
}
