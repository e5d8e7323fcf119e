package io.twsj.dial;

import io.twsj.handshake.ProxyException;
import io.twsj.handshake.auth.Credentials;
import io.twsj.protocol.Link;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a SOCKS proxy of version 5 for a tunnel (RFC 1928), with user and password if there are any (RFC 1929). Names are
 * resolved by the proxy. Event loop only.
 *
 * <pre>
 *  METHOD ─> AUTHENTICATION ─> REPLY ─> tunnel
 *     └──────────────────────────┘
 * </pre>
 */
final class SocksTunnel extends Stage {

    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int USER_AND_PASSWORD = 2;
    private static final int LONGEST_TEXT = 255;

    private enum Expected {
        METHOD,
        AUTHENTICATION,
        REPLY
    }

    private static final String[] REFUSALS = {
        "",
        "general failure",
        "not allowed by its rules",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "time to live expired",
        "command not supported",
        "kind of address not supported"
    };

    private final Target target;
    private final ProxyServer proxy;

    /** What has arrived of the present answer; the longest one has 262 bytes. */
    private final ByteBuffer answer = ByteBuffer.allocate(4 + 1 + LONGEST_TEXT + 2);

    private Expected expected = Expected.METHOD;

    SocksTunnel(Link link, Dial dial, Target target, ProxyServer proxy) {
        super(link, dial);
        this.target = target;
        this.proxy = proxy;
    }

    @Override
    byte[] opening() {
        return proxy.credentials() == null
                ? new byte[] {VERSION, 1, NO_AUTHENTICATION}
                : new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD};
    }

    @Override
    void receive(ByteBuffer bytes) throws IOException {
        // Once the tunnel stands, the rest belongs to the next stage.
        boolean tunnelled = false;
        while (!tunnelled && bytes.hasRemaining()) {
            answer.put(bytes.get());
            if (answer.position() == length()) {
                answer.flip();
                tunnelled = handle(bytes);
                answer.clear();
            }
        }
    }

    /** The length of the present answer, as far as it can be told. */
    private int length() {
        if (expected != Expected.REPLY) {
            return 2;
        }
        if (answer.position() < 5) {
            return 5;
        }
        return switch (answer.get(3)) {
            case 1 -> 4 + 4 + 2;
            case 4 -> 4 + 16 + 2;
            default -> 4 + 1 + (answer.get(4) & 0xff) + 2;
        };
    }

    private boolean handle(ByteBuffer rest) throws IOException {
        switch (expected) {
            case METHOD -> methodChosen();
            case AUTHENTICATION -> authenticated();
            case REPLY -> {
                replied(rest);
                return true;
            }
        }
        return false;
    }

    private void methodChosen() throws IOException {
        requireVersion();
        Credentials credentials = proxy.credentials();
        int method = answer.get(1) & 0xff;
        if (method == NO_AUTHENTICATION) {
            ask();
        } else if (method == USER_AND_PASSWORD && credentials != null) {
            expected = Expected.AUTHENTICATION;
            write(login(credentials));
        } else {
            throw new ProxyException("the proxy " + proxy + " wants another way of authentication");
        }
    }

    private static byte[] login(Credentials credentials) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(1);
        writeText(message, credentials.user());
        writeText(message, credentials.password());
        return message.toByteArray();
    }

    private void authenticated() throws IOException {
        if (answer.get(1) != 0) {
            throw new ProxyException("the proxy " + proxy + " refused user and password");
        }
        ask();
    }

    private void ask() throws IOException {
        expected = Expected.REPLY;
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {VERSION, 1, 0});
        writeAddress(message);
        message.write(target.uri().port() >> 8);
        message.write(target.uri().port());
        write(message.toByteArray());
    }

    private void writeAddress(ByteArrayOutputStream message) throws IOException {
        byte[] literal = literal();
        if (literal == null) {
            message.write(3);
            writeText(message, target.uri().host());
        } else {
            message.write(literal.length == 4 ? 1 : 4);
            message.writeBytes(literal);
        }
    }

    private byte @Nullable [] literal() {
        List<SocketAddress> literal =
                Addresses.ofLiteral(target.uri().host(), target.uri().port());
        if (literal == null) {
            return null;
        }
        InetAddress address = ((InetSocketAddress) literal.get(0)).getAddress();
        return address.getAddress();
    }

    private static void writeText(ByteArrayOutputStream message, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_TEXT) {
            throw new ProxyException("text of " + bytes.length + " bytes; SOCKS allows " + LONGEST_TEXT);
        }
        message.write(bytes.length);
        message.writeBytes(bytes);
    }

    private void replied(ByteBuffer rest) throws IOException {
        requireVersion();
        int code = answer.get(1) & 0xff;
        if (code != 0) {
            String why = code < REFUSALS.length ? REFUSALS[code] : "code " + code;
            throw new ProxyException("the proxy " + proxy + " refused: " + why);
        }
        dial.tunnelled(link, rest);
    }

    private void requireVersion() throws IOException {
        if (answer.get(0) != VERSION) {
            throw new ProxyException("the proxy " + proxy + " does not speak SOCKS 5");
        }
    }

    @Override
    IOException ended() {
        return new ProxyException("the proxy " + proxy + " closed the connection before it made a tunnel");
    }
}
