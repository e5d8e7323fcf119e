package io.twsj.http;

import java.io.IOException;

/**
 * A peer sent what is not HTTP, or too much of it; the message says what was found and is fit for an answer.
 *
 * <p>An {@link IOException}, since nothing but ending the connection is left to do; without a stack trace, since it is
 * no fault of this program and a flood of bad requests is to stay cheap.
 */
public class HttpException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Headers headers;

    /** A violation, with the status to answer. */
    public HttpException(int status, String message) {
        this(status, message, Headers.EMPTY);
    }

    /** A violation, with the status to answer and what the answer needs besides. */
    public HttpException(int status, String message, Headers headers) {
        super(message);
        this.status = status;
        this.headers = headers;
    }

    /** The status to answer a request with; where a response could not be read it is 502, as a gateway would say. */
    public int status() {
        return status;
    }

    /** Header lines that the answer needs. */
    public Headers headers() {
        return headers;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
