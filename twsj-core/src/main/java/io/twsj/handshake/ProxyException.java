package io.twsj.handshake;

import io.twsj.http.ResponseHead;

/** A proxy on the way to the server refused; the server has heard of nothing. */
public class ProxyException extends HandshakeException {

    private static final long serialVersionUID = 1L;

    /** Says why there is no tunnel. */
    public ProxyException(String message) {
        super(message);
    }

    /** Says what a proxy answered; status, header lines and body are the proxy's. */
    public ProxyException(String message, ResponseHead response, byte[] body) {
        super(message, response, body);
    }
}
