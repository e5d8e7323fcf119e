package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ConnectionOptions;
import io.twsj.Recorder;
import io.twsj.WebSocketConnection;
import io.twsj.blocking.WsSocket;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import io.twsj.interop.WatchedDeflate.WireData;
import io.twsj.message.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What is said to a peer that echoes, over one connection with compression, whichever side has connected. */
final class CompressedTalk {

    static final ConnectionOptions LARGE =
            ConnectionOptions.builder().maxMessageBytes(2 << 20).build();

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FRAGMENT_BYTES = 300;

    final WatchedDeflate deflate;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

    final Recorder listener = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            messages.add(message);
        }
    };

    /** On what terms this side compresses, or asks to. */
    enum Terms {
        EACH_MESSAGE_ALONE(DeflateOptions.builder()),
        CONTEXT_TAKEOVER(DeflateOptions.builder().contextTakeover(true)),
        SMALL_WINDOW(DeflateOptions.builder().contextTakeover(true).serverMaxWindowBits(9));

        final DeflateOptions options;

        Terms(DeflateOptions.Builder options) {
            this.options = options.build();
        }
    }

    CompressedTalk(Terms terms) {
        deflate = new WatchedDeflate(terms.options);
    }

    /** Every message is sent compressed, and comes back so, if there is anything to compress. */
    void messagesComeBackCompressed(WebSocketConnection connection) throws Exception {
        for (String text : List.of(json(1), json(2), json(3), "grüße, 世界 \uD83D\uDE00\n".repeat(200), json(10_000))) {
            exchange(connection, Message.text(text), true);
        }
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        exchange(connection, Message.binary(noise), true);
        exchange(connection, Message.text(""), false);
        exchange(connection, Message.binary(new byte[0]), false);
        // And the contexts have not suffered.
        exchange(connection, Message.text(json(4)), true);
    }

    private void exchange(WebSocketConnection connection, Message message, boolean compressed) throws Exception {
        int before = deflate.received().size();
        connection.send(message);
        Message echo = next();
        assertThat(echo.isText()).isEqualTo(message.isText());
        assertThat(echo.bytes()).isEqualTo(message.bytes());
        List<WireData> sent = deflate.sent();
        assertThat(sent.get(sent.size() - 1).isCompressed())
                .as("sent compressed")
                .isEqualTo(compressed);
        if (compressed) {
            assertThat(deflate.received().get(before).isCompressed())
                    .as("%s received compressed", message)
                    .isTrue();
        }
    }

    /** Whether what was sent second, which resembles what was sent first, refers to that. */
    boolean usesTakeover() {
        List<WireData> sent = deflate.sent();
        return sent.get(1).length() < sent.get(0).length() * 3 / 4;
    }

    /** The peer sends three frames, of which the first is marked. */
    void fragmentsArrive(WebSocketConnection connection) throws Exception {
        int before = deflate.received().size();
        connection.send("fragments");
        assertThat(next().bytes()).isEqualTo("one two three".getBytes(StandardCharsets.UTF_8));
        List<WireData> fragments =
                deflate.received().subList(before, deflate.received().size());
        assertThat(fragments.size()).isGreaterThanOrEqualTo(3);
        assertThat(fragments.get(0).isCompressed()).isTrue();
        assertThat(fragments.subList(1, fragments.size()))
                .allMatch(frame -> FrameBits.opcode(frame.bits()) == Opcode.CONTINUATION.number())
                .noneMatch(WireData::isCompressed);
    }

    /** What is sent in many frames is joined by the peer. */
    void fragmentsAreJoined(WsSocket socket) throws Exception {
        for (int rows : new int[] {10, 11, 3000}) {
            int before = deflate.sent().size();
            socket.send(Message.text(json(rows)), FRAGMENT_BYTES);
            assertThat(socket.recvMessage(PATIENCE).text()).isEqualTo(json(rows));
            assertThat(deflate.sent().get(before).isCompressed()).isTrue();
            assertThat(deflate.sent().size() - before)
                    .isEqualTo((json(rows).length() + FRAGMENT_BYTES - 1) / FRAGMENT_BYTES);
        }
    }

    private Message next() throws InterruptedException {
        Message message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(message).as("a message; %s", listener.events()).isNotNull();
        return message;
    }

    /** About 1 KiB for a few rows, 1 MiB for ten thousand. */
    private static String json(int rows) {
        StringBuilder json = new StringBuilder("{\"rows\":").append(rows).append(",\"data\":[");
        Random random = new Random(rows);
        for (int i = 0; i < Math.max(rows, 12); i++) {
            json.append("{\"id\":").append(i).append(",\"name\":\"somebody\",\"room\":\"some room\",\"at\":");
            json.append(random.nextInt(1_000_000_000)).append(",\"text\":\"what was said\"},");
        }
        return json.append("{}]}").toString();
    }
}
