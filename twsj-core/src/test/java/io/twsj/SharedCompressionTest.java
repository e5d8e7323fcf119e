package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.extension.WrappedExtension;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message for many is compressed once for all that agreed on the same, and each gets what its own terms allow. */
class SharedCompressionTest {

    private static final String NO_TAKEOVER = "permessage-deflate; server_no_context_takeover";
    private static final String SMALL_WINDOW = NO_TAKEOVER + "; server_max_window_bits=9";
    private static final String TAKEOVER = "permessage-deflate";
    private static final byte[] MARKER = {0, 0, -1, -1};

    private final AtomicInteger deflated = new AtomicInteger();
    private final List<Receiver> receivers = new ArrayList<>();
    private WebSocketServer server;

    /** permessage-deflate, whose compressed frames are counted. */
    private final class Counted extends WrappedExtension {

        Counted() {
            super(PermessageDeflate.of(
                    DeflateOptions.builder().contextTakeover(true).minSize(10).build()));
        }

        @Override
        protected ExtensionSession wrap(ExtensionSession session) {
            return new Session(session) {
                @Override
                public FrameTransform outbound() {
                    return new CountedDeflater(super.outbound());
                }
            };
        }
    }

    private final class CountedDeflater extends WrappedExtension.Transform {

        CountedDeflater(FrameTransform deflater) {
            super(deflater);
        }

        @Override
        public int begin(int bits, long length) {
            deflated.incrementAndGet();
            return super.begin(bits, length);
        }
    }

    /** A client that inflates by itself. */
    private record Receiver(RawClient client, Inflater inflater, boolean keepsContext) {

        byte[] wire() throws Exception {
            WireFrame frame = client.readFrame();
            assertThat(frame.rsv()).isEqualTo(4);
            return frame.payload();
        }

        String text(byte[] wire) throws DataFormatException {
            if (!keepsContext) {
                inflater.reset();
            }
            byte[] input = Arrays.copyOf(wire, wire.length + MARKER.length);
            System.arraycopy(MARKER, 0, input, wire.length, MARKER.length);
            inflater.setInput(input);
            byte[] text = new byte[10_000];
            return new String(text, 0, inflater.inflate(text), StandardCharsets.UTF_8);
        }

        String text() throws Exception {
            return text(wire());
        }
    }

    @BeforeEach
    void start() {
        server = Servers.start(Servers.builder()
                .loops(2)
                .route(Route.of("/", new WebSocketListener() {})
                        .extensions(List.of(new Counted()))
                        .build()));
    }

    @AfterEach
    void stop() {
        receivers.forEach(receiver -> {
            receiver.client().close();
            receiver.inflater().end();
        });
        server.stop();
    }

    private Receiver receiver(String offer) throws Exception {
        RawClient client = RawClient.open(server.port(), "/", "Sec-WebSocket-Extensions: " + offer);
        Receiver receiver = new Receiver(client, new Inflater(true), offer.equals(TAKEOVER));
        receivers.add(receiver);
        await().until(() -> server.connections().all().count() == receivers.size());
        return receiver;
    }

    private static String text(int number) {
        return "news " + number + ": " + "all the same ".repeat(20);
    }

    @Test
    void oneCompressionServesAllReceivers() throws Exception {
        for (int i = 0; i < 20; i++) {
            receiver(NO_TAKEOVER);
        }
        assertThat(server.connections().all().send(text(1)).delivered()).isEqualTo(20);
        byte[] first = receivers.get(0).wire();
        assertThat(receivers.get(0).text(first)).isEqualTo(text(1));
        for (Receiver other : receivers.subList(1, 20)) {
            assertThat(other.wire()).isEqualTo(first);
        }
        assertThat(deflated).hasValue(1);
    }

    @Test
    void groupsShareToo() throws Exception {
        receiver(NO_TAKEOVER);
        receiver(NO_TAKEOVER);
        ConnectionGroup group = new ConnectionGroup();
        server.connections().all().forEach(group::add);
        group.send(text(1));
        for (Receiver receiver : receivers) {
            assertThat(receiver.text()).isEqualTo(text(1));
        }
        assertThat(deflated).hasValue(1);
    }

    @Test
    void whoAgreedOnSomethingElseGetsItsOwn() throws Exception {
        List<String> offers = List.of(NO_TAKEOVER, NO_TAKEOVER, SMALL_WINDOW, SMALL_WINDOW, TAKEOVER, TAKEOVER);
        for (String offer : offers) {
            receiver(offer);
        }
        RawClient plain = RawClient.open(server.port(), "/");
        await().until(() -> server.connections().all().count() == 7);
        for (int i = 1; i <= 5; i++) {
            server.connections().all().send(text(i));
            for (Receiver receiver : receivers) {
                assertThat(receiver.text()).isEqualTo(text(i));
            }
            assertThat(plain.readText()).isEqualTo(text(i));
            // One for the largest window, one for the small one, one each for those that keep their context.
            assertThat(deflated).hasValue(4 * i);
        }
        plain.close();
    }

    @Test
    void aMessageOfTheSameContentForOneReceiverIsNotShared() throws Exception {
        Receiver receiver = receiver(NO_TAKEOVER);
        WebSocketConnection connection =
                server.connections().all().stream().findFirst().orElseThrow();
        connection.send(text(1));
        connection.send(text(1));
        assertThat(receiver.text()).isEqualTo(text(1));
        assertThat(receiver.text()).isEqualTo(text(1));
        assertThat(deflated).hasValue(2);
    }

    @Test
    void whatIsTooSmallToBeCompressedIsSharedAsItIs() throws Exception {
        receiver(NO_TAKEOVER);
        receiver(NO_TAKEOVER);
        server.connections().all().send("short");
        for (Receiver receiver : receivers) {
            assertThat(receiver.client().readText()).isEqualTo("short");
        }
    }
}
