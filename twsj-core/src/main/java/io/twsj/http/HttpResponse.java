package io.twsj.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A whole answer to a plain HTTP request: status, header lines, body. Immutable.
 *
 * <p>What frames the answer is added when it is written: {@code Content-Length}, and {@code Connection: close}, since a
 * connection that is no WebSocket ends with its first answer.
 */
public final class HttpResponse {

    private final int status;
    private final Headers headers;
    private final byte[] body;

    private HttpResponse(int status, Headers headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /**
     * An answer with a body.
     *
     * @param status 200 to 599
     * @param contentType such as {@code text/html; charset=utf-8}
     * @param body is copied
     * @throws IllegalArgumentException if the status is none of a final answer, or has no body (204, 304)
     */
    public static HttpResponse of(int status, String contentType, byte[] body) {
        requireFinal(status);
        if (!hasBody(status) && body.length > 0) {
            throw new IllegalArgumentException("an answer of status " + status + " has no body");
        }
        Headers headers = hasBody(status) ? Headers.of("Content-Type", contentType) : Headers.EMPTY;
        return new HttpResponse(status, headers, body.clone());
    }

    /** An answer of plain text in UTF-8. */
    public static HttpResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void requireFinal(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is not between 200 and 599");
        }
    }

    private static boolean hasBody(int status) {
        return status != 204 && status != 304;
    }

    /**
     * The same answer with one more header line.
     *
     * @throws IllegalArgumentException if the line is one that frames the answer ({@code Content-Length},
     *     {@code Transfer-Encoding}, {@code Connection}), or no legal header line
     */
    public HttpResponse with(String name, String value) {
        return with(Headers.of(name, value));
    }

    /** The same answer with more header lines; see {@link #with(String, String)}. */
    public HttpResponse with(Headers others) {
        others.forEach((name, value) -> requireForeign(name));
        Headers more = Headers.builder().addAll(headers).addAll(others).build();
        return new HttpResponse(status, more, body);
    }

    private static void requireForeign(String name) {
        if (name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("Transfer-Encoding")
                || name.equalsIgnoreCase("Connection")) {
            throw new IllegalArgumentException("header " + name + " is written by the server itself");
        }
    }

    /** The status. */
    public int status() {
        return status;
    }

    /** The header lines, without those that frame the answer. */
    public Headers headers() {
        return headers;
    }

    /** A copy of the body. */
    public byte[] body() {
        return body.clone();
    }

    /**
     * The answer as it goes over the wire.
     *
     * @param headOnly to leave the body away, as the answer to a HEAD request does
     */
    public byte[] toBytes(boolean headOnly) {
        byte[] head = new ResponseHead(status, StatusText.of(status), framed()).toBytes();
        if (headOnly || body.length == 0) {
            return head;
        }
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    private Headers framed() {
        Headers.Builder framed = Headers.builder().addAll(headers);
        if (hasBody(status)) {
            framed.add("Content-Length", Integer.toString(body.length));
        }
        // RFC 9110 7.8: who sends Upgrade names it in Connection too.
        framed.add("Connection", headers.contains("Upgrade") ? "Upgrade, close" : "close");
        return framed.build();
    }

    @Override
    public String toString() {
        return status + " with " + body.length + " bytes";
    }
}
