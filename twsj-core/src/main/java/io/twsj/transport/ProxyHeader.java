package io.twsj.transport;

import io.twsj.http.IpLiteral;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header that a proxy puts before everything else (HAProxy's PROXY protocol, versions 1 and 2). One caller at a
 * time.
 *
 * <pre>
 *  1: PROXY TCP4 192.0.2.43 198.51.100.1 4711 443 CR LF          at most 107 bytes
 *
 *  2: signature | version, command | family, transport | length | addresses | TLVs
 *            12 |                1 |                 1 |      2 |     length in all
 * </pre>
 */
final class ProxyHeader {

    private static final byte[] LINE_START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_LINE = 107;

    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final int FIXED_BYTES = 16;

    /** Of addresses and TLVs together; with a client's certificate in a TLV it can be a few hundred. */
    private static final int MOST_BYTES = 4096;

    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    /** As much as has to be looked at: a line, or what stands before the TLVs. */
    private final byte[] head = new byte[LONGEST_LINE];

    private int count;
    private boolean complete;
    private @Nullable InetSocketAddress source;

    /**
     * Takes bytes up to the end of the header, and no further.
     *
     * @return whether the header is complete
     * @throws IOException as soon as this can be no header
     */
    boolean feed(ByteBuffer bytes) throws IOException {
        while (!complete && bytes.hasRemaining()) {
            take(bytes.get());
        }
        return complete;
    }

    /** Who is on the other side of the proxy; null if the proxy speaks for itself, or of something that is not TCP. */
    @Nullable
    InetSocketAddress source() {
        return source;
    }

    private void take(byte next) throws IOException {
        if (count < head.length) {
            head[count] = next;
        }
        count++;
        if (head[0] == SIGNATURE[0]) {
            takenBinary();
        } else {
            takenText();
        }
    }

    private void require(byte[] start) throws IOException {
        if (count <= start.length && head[count - 1] != start[count - 1]) {
            throw new IOException("the connection does not begin with a PROXY header");
        }
    }

    // Version 1

    private void takenText() throws IOException {
        require(LINE_START);
        if (head[count - 1] == '\n' && head[count - 2] == '\r') {
            readLine(new String(head, 0, count - 2, StandardCharsets.ISO_8859_1));
            complete = true;
        } else if (count == LONGEST_LINE) {
            throw new IOException("PROXY header without an end within " + LONGEST_LINE + " bytes");
        }
    }

    private void readLine(String line) throws IOException {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return;
        }
        boolean isIpv6 = words[1].equals("TCP6");
        if (words.length != 6 || !(isIpv6 || words[1].equals("TCP4"))) {
            throw new IOException("PROXY header is malformed");
        }
        source = new InetSocketAddress(address(words[2], isIpv6), port(words[4]));
        address(words[3], isIpv6);
        port(words[5]);
    }

    private static InetAddress address(String text, boolean isIpv6) throws IOException {
        InetAddress address = IpLiteral.parse(text);
        if (address == null || isIpv6 != text.indexOf(':') >= 0) {
            throw new IOException("PROXY header with a malformed address");
        }
        return address;
    }

    private static int port(String text) throws IOException {
        int port = text.matches("0|[1-9][0-9]{0,4}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65535) {
            throw new IOException("PROXY header with a malformed port");
        }
        return port;
    }

    // Version 2

    private void takenBinary() throws IOException {
        require(SIGNATURE);
        if (count < FIXED_BYTES) {
            return;
        }
        int length = unsignedShort(FIXED_BYTES - 2);
        if (count == FIXED_BYTES) {
            judgeFixed(length);
        }
        if (count == FIXED_BYTES + length) {
            source = readSource();
            complete = true;
        }
    }

    private void judgeFixed(int length) throws IOException {
        int command = versionAndCommand();
        if (command != LOCAL && command != PROXY) {
            throw new IOException("PROXY header of an unknown version or command");
        }
        if (length > MOST_BYTES) {
            throw new IOException("PROXY header of " + length + " bytes exceeds the limit of " + MOST_BYTES + " bytes");
        }
        if (command == PROXY && length < addressBytes()) {
            throw new IOException("PROXY header is too short for its addresses");
        }
    }

    /** How many bytes both addresses and ports take, where they are those of TCP. */
    private int addressBytes() throws IOException {
        return switch (familyAndTransport()) {
            case TCP4 -> 2 * (4 + 2);
            case TCP6 -> 2 * (16 + 2);
            // Unspecified, UDP, and Unix domain sockets.
            case 0x00, 0x12, 0x22, 0x31, 0x32 -> 0;
            default -> throw new IOException("PROXY header of an unknown family of addresses");
        };
    }

    private @Nullable InetSocketAddress readSource() throws IOException {
        int bytes = versionAndCommand() == LOCAL ? 0 : addressBytes();
        if (bytes == 0) {
            return null;
        }
        byte[] address = new byte[bytes / 2 - 2];
        System.arraycopy(head, FIXED_BYTES, address, 0, address.length);
        return new InetSocketAddress(
                InetAddress.getByAddress(address), unsignedShort(FIXED_BYTES + 2 * address.length));
    }

    private int versionAndCommand() {
        return Byte.toUnsignedInt(head[12]);
    }

    private int familyAndTransport() {
        return Byte.toUnsignedInt(head[13]);
    }

    private int unsignedShort(int at) {
        return Byte.toUnsignedInt(head[at]) << 8 | Byte.toUnsignedInt(head[at + 1]);
    }
}
