package io.twsj.handshake;

import io.twsj.http.Headers;
import io.twsj.http.ResponseHead;
import java.io.IOException;

/** A client's handshake failed: the server refused, or answered what is no agreement (RFC 6455 section 4.1). */
public class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Headers headers;

    /** Says what is wrong with a response. */
    public HandshakeException(String message, ResponseHead response) {
        super(message);
        this.status = response.status();
        this.headers = response.headers();
    }

    /** The status of the response; 101 if the server agreed, yet in a way that breaks the rules. */
    public int status() {
        return status;
    }

    /** The header lines of the response, such as {@code WWW-Authenticate}, {@code Location}, {@code Retry-After}. */
    public Headers headers() {
        return headers;
    }
}
