package io.twsj.handshake;

import io.twsj.http.Headers;
import io.twsj.http.HttpException;
import io.twsj.http.HttpResponse;

/**
 * The outcome of a handshake that failed on the server: an HTTP answer that says why, after which the connection ends.
 * Immutable.
 *
 * @param status 300 to 599
 * @param reason what is wrong, and what would be right; told to the client
 * @param headers lines that the status asks for
 */
public record Refusal(int status, String reason, Headers headers) implements ServerHandshake.Outcome {

    private static final int LONGEST_PATH_SHOWN = 100;

    /**
     * Checks the status.
     *
     * @throws IllegalArgumentException if it is none of a refusal
     */
    public Refusal {
        if (status < 300 || status > 599 || status == 304) {
            throw new IllegalArgumentException("status " + status + " refuses nothing");
        }
    }

    /** A refusal without header lines of its own. */
    public static Refusal of(int status, String reason) {
        return new Refusal(status, reason, Headers.EMPTY);
    }

    /** 400: the request breaks a rule. */
    public static Refusal badRequest(String reason) {
        return of(400, reason);
    }

    /** What cannot be read as HTTP is refused as the parser says. */
    public static Refusal of(HttpException unreadable) {
        return new Refusal(unreadable.status(), String.valueOf(unreadable.getMessage()), unreadable.headers());
    }

    /** 403: the origin is not allowed. */
    public static Refusal forbiddenOrigin() {
        return of(403, "this origin is not allowed here");
    }

    /** 404: nothing answers at a path. */
    public static Refusal notFound(String path) {
        String shown = path.length() > LONGEST_PATH_SHOWN ? path.substring(0, LONGEST_PATH_SHOWN) + "..." : path;
        return of(404, "nothing is at " + shown);
    }

    /** 405: a WebSocket handshake is a GET request. */
    public static Refusal methodNotAllowed() {
        return of(405, "only GET is allowed here").with("Allow", "GET");
    }

    /** 421: the request is for a host that this server does not answer for. */
    public static Refusal misdirected() {
        return of(421, "this server does not answer for this host");
    }

    /** 426: a plain HTTP request to a WebSocket endpoint. */
    public static Refusal upgradeRequired() {
        return of(426, "this is a WebSocket endpoint, and the request asks for no upgrade")
                .with("Upgrade", "websocket")
                .withVersion();
    }

    /** 400: the request says in no legal way which version of the protocol it speaks. */
    static Refusal badVersion(String reason) {
        return badRequest(reason).withVersion();
    }

    /** 426: another version of the protocol (RFC 6455 section 4.4). */
    static Refusal unsupportedVersion(String version) {
        return of(426, "WebSocket version " + version + " is not supported, only 13 is")
                .with("Upgrade", "websocket")
                .withVersion();
    }

    private Refusal withVersion() {
        return with("Sec-WebSocket-Version", ServerHandshake.VERSION);
    }

    /**
     * The same with one more header line, such as {@code Retry-After}.
     *
     * @throws IllegalArgumentException if it is no legal header line
     */
    public Refusal with(String name, String value) {
        Headers more = Headers.builder().addAll(headers).add(name, value).build();
        return new Refusal(status, reason, more);
    }

    /** The whole answer, the reason as its text. */
    public HttpResponse response() {
        return HttpResponse.text(status, reason + "\n").with(headers);
    }

    /** The whole answer as it goes over the wire. */
    public byte[] toBytes() {
        return response().toBytes(false);
    }
}
