package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.frame.Cuts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol: sections 2.1 (text) and 2.2 (binary) of HAProxy's specification. */
class ProxyHeaderTest {

    /** What follows the header, and may begin like another one. */
    private static final byte[] REST = "PROXY GET".getBytes(StandardCharsets.ISO_8859_1);

    private static final String SIGNATURE = "0d0a0d0a 000d0a51 5549540a ";
    private static final String IPV4 = "c000022b c6336401 1267 01bb "; // 192.0.2.43, 198.51.100.1, 4711, 443
    private static final String IPV6 = "20010db8000000000000000000000017 20010db8000000000000000000000001 1267 01bb ";
    private static final String UNIX = "2f".repeat(216);

    private static byte[] text(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] binary(String hex) {
        return HexFormat.of().parseHex((SIGNATURE + hex).replace(" ", ""));
    }

    /** Feeds pieces; the header must take its own bytes and no other. */
    private static String source(byte[] header, int[] ends) throws IOException {
        byte[] all = Arrays.copyOf(header, header.length + REST.length);
        System.arraycopy(REST, 0, all, header.length, REST.length);
        ProxyHeader parser = new ProxyHeader();
        int taken = 0;
        for (ByteBuffer piece : Cuts.pieces(all, ends)) {
            int size = piece.remaining();
            boolean complete = parser.feed(piece);
            taken += size - piece.remaining();
            assertThat(complete).isEqualTo(taken == header.length);
            if (complete) {
                return String.valueOf(parser.source());
            }
        }
        throw new AssertionError("the header is not complete");
    }

    private static void assertSource(byte[] header, String expected) {
        Cuts.forEach(header.length + REST.length, ends -> {
            try {
                assertThat(source(header, ends)).isEqualTo(expected);
            } catch (IOException refused) {
                throw new AssertionError(refused);
            }
        });
    }

    private static void assertRefused(byte[] bytes, int atByte, String why) throws IOException {
        ProxyHeader parser = new ProxyHeader();
        assertThat(parser.feed(ByteBuffer.wrap(bytes, 0, atByte - 1))).isFalse();
        ByteBuffer last = ByteBuffer.wrap(bytes, atByte - 1, 1);
        assertThatThrownBy(() -> parser.feed(last))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    // Version 1

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.43 198.51.100.1 4711 443, /192.0.2.43:4711",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, /255.255.255.255:65535",
        "PROXY TCP4 192.0.2.43 198.51.100.1 0 0, /192.0.2.43:0",
        "PROXY TCP6 2001:db8::17 2001:db8::1 4711 443, /[2001:db8:0:0:0:0:0:17]:4711",
        "PROXY UNKNOWN, null",
        "PROXY UNKNOWN ffff::1 ffff::2 1 2, null",
        "PROXY UNKNOWN whatever  it says, null"
    })
    void aLineTellsTheSource(String line, String source) {
        assertSource(text(line), source);
    }

    @Test
    void aLineHas107BytesAtMost() throws IOException {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 2 - 14);
        assertSource(text(longest), "null");
        assertRefused(text(longest + "x"), 107, "without an end within 107 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY ",
                "PROXY TCP4",
                "PROXY unknown",
                "PROXY UDP4 192.0.2.43 198.51.100.1 4711 443",
                "PROXY TCP4 192.0.2.43 198.51.100.1 4711",
                "PROXY TCP4 192.0.2.43 198.51.100.1 4711 443 ",
                "PROXY TCP4  192.0.2.43 198.51.100.1 4711 443",
                "PROXY TCP4 192.0.2.256 198.51.100.1 4711 443",
                "PROXY TCP4 192.0.2.43 198.51.100 4711 443",
                "PROXY TCP4 localhost 198.51.100.1 4711 443",
                "PROXY TCP4 2001:db8::17 2001:db8::1 4711 443",
                "PROXY TCP6 192.0.2.43 198.51.100.1 4711 443",
                "PROXY TCP6 2001:db8::17 2001:db8::g 4711 443",
                "PROXY TCP4 192.0.2.43 198.51.100.1 65536 443",
                "PROXY TCP4 192.0.2.43 198.51.100.1 4711 65536",
                "PROXY TCP4 192.0.2.43 198.51.100.1 04711 443",
                "PROXY TCP4 192.0.2.43 198.51.100.1 -1 443",
                "PROXY TCP4 192.0.2.43 198.51.100.1 4711 443\n"
            })
    void aMalformedLineIsRefusedAtItsEnd(String line) throws IOException {
        byte[] bytes = text(line);
        assertRefused(bytes, bytes.length, "PROXY header");
    }

    // Version 2

    @Test
    void addressesOfTcpTellTheSource() {
        assertSource(binary("21 11 000c" + IPV4), "/192.0.2.43:4711");
        assertSource(binary("21 21 0024" + IPV6), "/[2001:db8:0:0:0:0:0:17]:4711");
    }

    @Test
    void moreThanTheAddressesIsPassedOver() {
        assertSource(binary("21 11 0011" + IPV4 + "04 0002 0d0a"), "/192.0.2.43:4711");
        assertSource(binary("21 11 0100" + IPV4 + "0a".repeat(244)), "/192.0.2.43:4711");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20 00 0000", // LOCAL
                "20 11 000c" + IPV4,
                "20 ff 0002 0000",
                "21 00 0000", // UNSPEC
                "21 00 0003 040000",
                "21 12 000c" + IPV4, // UDP
                "21 22 0024" + IPV6,
            })
    void aProxyThatSpeaksForItselfOrOfAnythingElseTellsNone(String hex) {
        assertSource(binary(hex), "null");
    }

    @Test
    void aUnixDomainSocketIsNoSource() throws IOException {
        for (String family : new String[] {"31", "32"}) {
            byte[] header = binary("21 " + family + " 00d8" + UNIX);
            assertThat(source(header, Cuts.ofSize(100, header.length + REST.length)))
                    .isEqualTo("null");
        }
    }

    @Test
    void theLengthIsBounded() throws IOException {
        byte[] longest = binary("21 11 1000" + IPV4 + "00".repeat(4096 - 12));
        assertThat(source(longest, new int[] {longest.length})).isEqualTo("/192.0.2.43:4711");
        assertRefused(binary("21 11 1001"), 16, "4097 bytes exceeds the limit of 4096 bytes");
        assertRefused(binary("20 00 ffff"), 16, "65535 bytes exceeds");
    }

    @ParameterizedTest
    @CsvSource({
        "11 11 000c, version",
        "31 11 000c, version",
        "22 11 000c, command",
        "21 01 000c, family",
        "21 13 000c, family",
        "21 41 000c, family",
        "21 11 000b, too short",
        "21 21 0023, too short"
    })
    void aMalformedHeaderIsRefusedBeforeItsAddresses(String hex, String why) throws IOException {
        assertRefused(binary(hex), 16, why);
    }

    // Neither

    @Test
    void whatIsNoHeaderIsRefusedAtItsFirstWrongByte() throws IOException {
        String why = "does not begin with a PROXY header";
        assertRefused("GET / HTTP/1.1".getBytes(StandardCharsets.ISO_8859_1), 1, why);
        assertRefused("POST / HTTP/1.1".getBytes(StandardCharsets.ISO_8859_1), 2, why);
        assertRefused("PROXY\r\n".getBytes(StandardCharsets.ISO_8859_1), 6, why);
        assertRefused(HexFormat.of().parseHex("160301"), 1, why);
        byte[] signature = binary("");
        for (int i = 1; i < signature.length; i++) {
            byte[] damaged = signature.clone();
            damaged[i] ^= 1;
            assertRefused(damaged, i + 1, why);
        }
    }

    @Test
    void noDamageDoesMoreThanRefuse() {
        Random random = new Random(5);
        byte[][] headers = {
            text("PROXY TCP4 192.0.2.43 198.51.100.1 4711 443"), binary("21 11 0011" + IPV4 + "04 0002 0d0a")
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = headers[i % 2].clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                new ProxyHeader().feed(ByteBuffer.wrap(damaged));
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("PROXY header");
            }
        }
    }
}
