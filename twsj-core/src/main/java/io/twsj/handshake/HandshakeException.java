package io.twsj.handshake;

import io.twsj.http.Headers;
import io.twsj.http.ResponseHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A client's handshake failed: the server refused, or answered what is no agreement (RFC 6455 section 4.1). */
public class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final byte[] NO_BODY = {};

    private final int status;
    private final transient Headers headers;
    private final transient byte[] body;

    /** Says why there is no response, or none that could be read. */
    public HandshakeException(String message) {
        super(message);
        this.status = 0;
        this.headers = Headers.EMPTY;
        this.body = NO_BODY;
    }

    /** Says what is wrong with a response. */
    public HandshakeException(String message, ResponseHead response) {
        this(message, response, NO_BODY);
    }

    /**
     * Says what is wrong with a response.
     *
     * @param body its beginning
     */
    public HandshakeException(String message, ResponseHead response, byte[] body) {
        super(message);
        this.status = response.status();
        this.headers = response.headers();
        this.body = body.clone();
    }

    /**
     * The status of the response; 101 if the server agreed, yet in a way that breaks the rules; 0 if there was no
     * response that could be read.
     */
    public int status() {
        return status;
    }

    /** The header lines of the response, such as {@code WWW-Authenticate}, {@code Location}, {@code Retry-After}. */
    public Headers headers() {
        return headers;
    }

    /** The beginning of the response's body, at most 8 KiB; empty where it had none. */
    public byte[] body() {
        return body.clone();
    }

    /** The beginning of the response's body, read as UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
