package io.twsj.http;

import java.nio.charset.StandardCharsets;

/**
 * The head of an HTTP/1.1 response: status, reason phrase, header lines (RFC 9112 section 4).
 *
 * @param status three digits, 100 to 599
 * @param reason the reason phrase, for humans; may be empty
 * @param headers the header lines
 */
public record ResponseHead(int status, String reason, Headers headers) {

    /**
     * Checks status and reason phrase.
     *
     * @throws IllegalArgumentException if the status is not between 100 and 599, or the phrase would end its line
     */
    public ResponseHead {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is not between 100 and 599");
        }
        if (!HttpSyntax.isFieldValue(reason)) {
            throw new IllegalArgumentException("reason phrase of status " + status + " has a control character");
        }
    }

    /** The head as it goes over the wire, with the blank line that ends it. */
    public byte[] toBytes() {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
        headers.appendTo(head);
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
