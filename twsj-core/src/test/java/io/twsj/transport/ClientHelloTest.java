package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server name in a client's first message: RFC 6066 section 3, RFC 8446 sections 4.1.2 and 5.1. */
class ClientHelloTest {

    private static final String NAME = "www.example.org";

    @Test
    void theNameIsFound() throws Exception {
        assertThat(ClientHello.read(ByteBuffer.wrap(hello(NAME)))).isEqualTo(new ClientHello(NAME));
        assertThat(ClientHello.read(ByteBuffer.wrap(hello("WWW.Example.ORG")))).isEqualTo(new ClientHello(NAME));
    }

    @Test
    void thereMayBeNone() throws Exception {
        assertThat(ClientHello.read(ByteBuffer.wrap(hello(null)))).isEqualTo(new ClientHello(null));
    }

    @Test
    void theBytesAndTheirPositionStay() throws Exception {
        byte[] hello = hello(NAME);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(hello.length + 7).put(new byte[7]).put(hello);
        direct.position(7);
        assertThat(ClientHello.read(direct)).isEqualTo(new ClientHello(NAME));
        assertThat(direct.position()).isEqualTo(7);
        assertThat(direct.slice()).isEqualTo(ByteBuffer.wrap(hello));
    }

    @Test
    void everyBeginningNeedsMore() throws Exception {
        byte[] hello = hello(NAME);
        for (int length = 0; length < hello.length; length++) {
            assertThat(ClientHello.read(ByteBuffer.wrap(hello, 0, length)))
                    .as("first " + length + " bytes")
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 64, 1000})
    void theMessageMayBeSpreadOverRecords(int recordBytes) throws Exception {
        byte[] hello = hello(NAME);
        ByteBuffer records = ByteBuffer.allocate(hello.length * 7);
        for (int from = 5; from < hello.length; from += recordBytes) {
            int length = Math.min(recordBytes, hello.length - from);
            records.put(new byte[] {22, 3, 1}).putShort((short) length).put(hello, from, length);
        }
        assertThat(ClientHello.read(records.flip())).isEqualTo(new ClientHello(NAME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1703030001ff", // another kind of record
                "1603010004 02000000", // another message
                "1603010004 01000000", // an empty ClientHello
                "1603010004 02ffffff", // another message, longer
                "160301000401000000 ff",
                "ffffffffff"
            })
    void whatIsNoneHasNoName(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(ClientHello.read(ByteBuffer.wrap(bytes))).isEqualTo(new ClientHello(null));
    }

    @Test
    void itWaitsForAMessageOnlySoLong() {
        ByteBuffer endless = ByteBuffer.allocate(40_000);
        while (endless.remaining() >= 105) {
            endless.put(new byte[] {22, 3, 1, 0, 100, 1, (byte) 255, (byte) 255, (byte) 255})
                    .put(new byte[96]);
        }
        endless.flip();
        assertThat(ClientHello.read(endless.duplicate().limit(ClientHello.MOST_BYTES - 1)))
                .isNull();
        assertThat(ClientHello.read(endless)).isEqualTo(new ClientHello(null));
    }

    @Test
    void noDamageMakesItThrow() throws Exception {
        byte[] hello = hello(NAME);
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(hello, 5 + random.nextInt(hello.length));
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            ClientHello.read(ByteBuffer.wrap(damaged));
        }
        for (int i = 0; i < hello.length; i++) {
            byte[] damaged = hello.clone();
            damaged[i] = (byte) 255;
            ClientHello.read(ByteBuffer.wrap(damaged));
        }
    }

    private static byte[] hello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }
}
