package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What sections 12 and 13 of the Autobahn suite ask: consecutive slices of a file come back equal, whatever their size,
 * their fragments and the agreed parameters. The peer is made of the JDK's classes alone.
 */
class CompressionCasesTest extends EngineTest {

    private static final ProtocolLimits LIMITS = new ProtocolLimits(1 << 20, 1024);

    /** The suite sends 1,000 messages whatever their size. */
    private static final int MOST_BYTES = 256 << 10;

    /** Rows 1 to 18: size of a message, size of its fragments. */
    private static final int[][] ROWS = {
        {16, 0},
        {64, 0},
        {256, 0},
        {1024, 0},
        {4096, 0},
        {8192, 0},
        {16_384, 0},
        {32_768, 0},
        {65_536, 0},
        {131_072, 0},
        {8192, 256},
        {16_384, 256},
        {32_768, 256},
        {65_536, 256},
        {131_072, 256},
        {131_072, 1024},
        {131_072, 4096},
        {131_072, 32_768}
    };

    private static final String DEFAULT = "permessage-deflate; client_no_context_takeover; client_max_window_bits";

    /** A kind of content. */
    enum Content {
        JSON(true),
        BITMAP(false),
        PROSE(false),
        HTML(true),
        NOISE(false);

        private final boolean isText;

        Content(boolean isText) {
            this.isText = isText;
        }

        byte[] file() {
            Random random = new Random(ordinal());
            if (this == NOISE) {
                byte[] noise = new byte[263_222];
                random.nextBytes(noise);
                return noise;
            }
            StringBuilder text = new StringBuilder();
            while (text.length() < 194_056) {
                text.append(piece(random));
            }
            return text.toString().getBytes(StandardCharsets.US_ASCII);
        }

        private String piece(Random random) {
            return switch (this) {
                case JSON ->
                    String.format(
                            Locale.ROOT,
                            "{\"id\":%d,\"name\":\"user%d\",\"tags\":[\"a\",\"b\"],\"at\":%d},",
                            random.nextInt(100_000),
                            random.nextInt(1000),
                            random.nextLong());
                case BITMAP -> (random.nextBoolean() ? "\0" : "\1").repeat(random.nextInt(300));
                case PROSE -> "Habe nun, ach! Philosophie, Juristerei und Medizin ".substring(random.nextInt(40));
                case HTML -> "<tr class=\"row\"><td>" + random.nextInt(1000) + "</td><td>&nbsp;</td></tr>\n";
                case NOISE -> throw new IllegalStateException();
            };
        }
    }

    /** A slice of the file, which begins anew at its end. */
    private static byte[] slice(byte[] file, long from, int size) {
        byte[] slice = new byte[size];
        for (int i = 0; i < size; i++) {
            slice[i] = file[(int) ((from + i) % file.length)];
        }
        return slice;
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Content content : Content.values()) {
            cases.add(Arguments.of("12." + (content.ordinal() + 1), content, Role.SERVER, DEFAULT));
            cases.add(Arguments.of("12." + (content.ordinal() + 1), content, Role.CLIENT, "permessage-deflate"));
        }
        for (String more : List.of(
                "; server_no_context_takeover",
                "; server_max_window_bits=9",
                "; server_max_window_bits=15",
                "; server_no_context_takeover; server_max_window_bits=9",
                "; server_no_context_takeover; server_max_window_bits=15")) {
            cases.add(Arguments.of("13", Content.JSON, Role.SERVER, DEFAULT + more));
        }
        for (String answer : List.of(
                "; client_no_context_takeover",
                "; client_max_window_bits=9",
                "; client_max_window_bits=15",
                "; client_no_context_takeover; client_max_window_bits=9",
                "; client_no_context_takeover; client_max_window_bits=15")) {
            cases.add(Arguments.of("13", Content.JSON, Role.CLIENT, "permessage-deflate" + answer));
        }
        return cases.stream();
    }

    /** @param element the offer to a server, or the answer to a client */
    @ParameterizedTest(name = "{0} {1} as {2}: {3}")
    @MethodSource("cases")
    void echoes(String section, Content content, Role role, String element) {
        byte[] file = content.file();
        for (int[] row : ROWS) {
            echo(file, content.isText, role, element, row[0], row[1]);
        }
    }

    private void echo(byte[] file, boolean isText, Role role, String element, int size, int fragmentSize) {
        ExtensionParameters parameters =
                ExtensionParameters.parse(List.of(element)).get(0);
        PermessageDeflate deflate = PermessageDeflate.of(DeflateOptions.builder()
                .contextTakeover(true)
                .minSize(0)
                .maxRatio(0)
                .build());
        ExtensionSession session = role == Role.SERVER ? deflate.accept(parameters) : deflate.confirm(parameters);
        TestEngine engine = engine(role, LIMITS, List.of(session)).echoing();
        Peer peer = new Peer(session.agreed(), role);
        for (int i = 0; i < Math.min(1000, 1 + MOST_BYTES / size); i++) {
            byte[] message = slice(file, (long) i * size, size);
            engine.receive(frames(isText, peer.deflate(message), fragmentSize));
            engine.expectEvents(isText ? Event.text(message) : Event.binary(message));
            WireFrame echo = engine.sentFrames().get(0);
            assertThat(echo.rsv()).isEqualTo(4);
            assertThat(Arrays.equals(peer.inflate(echo.bytes()), message)).isTrue();
        }
        session.close();
        peer.close();
    }

    private static WireFrame[] frames(boolean isText, byte[] payload, int fragmentSize) {
        int opcode = isText ? 1 : 2;
        if (fragmentSize == 0) {
            return new WireFrame[] {new WireFrame(true, 4, opcode, payload)};
        }
        List<WireFrame> frames = new ArrayList<>();
        for (int from = 0; from < payload.length; from += fragmentSize) {
            int to = Math.min(from + fragmentSize, payload.length);
            boolean first = from == 0;
            frames.add(new WireFrame(
                    to == payload.length, first ? 4 : 0, first ? opcode : 0, Arrays.copyOfRange(payload, from, to)));
        }
        return frames.toArray(WireFrame[]::new);
    }

    /** The other side: compresses and inflates as was agreed. */
    private static final class Peer {

        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        private final Inflater inflater = new Inflater(true);
        private final boolean forgets;
        private final boolean endpointForgets;

        Peer(ExtensionParameters agreed, Role endpoint) {
            String own = endpoint == Role.SERVER ? "client" : "server";
            String other = endpoint == Role.SERVER ? "server" : "client";
            forgets = agreed.has(own + "_no_context_takeover");
            endpointForgets = agreed.has(other + "_no_context_takeover");
        }

        byte[] deflate(byte[] message) {
            if (forgets) {
                deflater.reset();
            }
            deflater.setInput(message);
            byte[] out = new byte[message.length + message.length / 8 + 64];
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, size - 4);
        }

        byte[] inflate(byte[] payload) {
            if (endpointForgets) {
                inflater.reset();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (byte[] piece : List.of(payload, new byte[] {0, 0, (byte) 0xff, (byte) 0xff})) {
                inflater.setInput(piece);
                try {
                    for (int count = inflater.inflate(buffer); count > 0; count = inflater.inflate(buffer)) {
                        out.write(buffer, 0, count);
                    }
                } catch (DataFormatException malformed) {
                    throw new AssertionError(malformed);
                }
            }
            return out.toByteArray();
        }

        void close() {
            deflater.end();
            inflater.end();
        }
    }
}
