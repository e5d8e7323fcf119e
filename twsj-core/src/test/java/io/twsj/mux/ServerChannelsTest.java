package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.ConnectionOptions;
import io.twsj.Execution;
import io.twsj.MuxOptions;
import io.twsj.RawClient;
import io.twsj.Recorder;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketServer;
import io.twsj.WireFrame;
import io.twsj.close.CloseReason;
import io.twsj.http.TrustedProxies;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server's end of mux, octet by octet: sections 2, 3, 5, 6 and 7 of the reference sheet. */
class ServerChannelsTest {

    /** Three slots beside the first channel, 4,096 octets each. */
    private static final String SLOTS = "00 80 03 7e 10 00";

    private static final String ONE_MORE_SLOT = "00 80 01 7e 10 00";

    private static final String ACCEPTED = "\r\nConnection: Upgrade\r\n\r\n";

    private final CountDownLatch held = new CountDownLatch(1);

    private final Recorder listener = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            connection.send(message);
        }
    };

    private final Recorder holding = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            held.await();
            super.onMessage(connection, message);
        }
    };

    private WebSocketServer server;

    @BeforeEach
    void start() {
        server = Servers.start(Servers.builder()
                .route(Route.of("/echo", listener)
                        .execution(Execution.INLINE)
                        .options(ConnectionOptions.builder()
                                .closeTimeout(Duration.ofMillis(500))
                                .build())
                        .build())
                .route(Route.of("/hasty", listener)
                        .execution(Execution.INLINE)
                        .options(ConnectionOptions.builder()
                                .writeTimeout(Duration.ofMillis(300))
                                .build())
                        .build())
                .route(Route.of("/silent", listener)
                        .execution(Execution.INLINE)
                        .options(ConnectionOptions.builder()
                                .pingInterval(Duration.ofMillis(50))
                                .build())
                        .build())
                .route(Route.of("/held", holding)
                        .options(ConnectionOptions.builder()
                                .maxPendingMessages(1)
                                .build())
                        .build())
                .mux(MuxOptions.builder()
                        .maxChannels(4)
                        .maxChannelBytes(4096)
                        .idleTimeout(Duration.ofMillis(200))
                        .build()));
    }

    @AfterEach
    void stop() {
        held.countDown();
        server.stop(Duration.ofSeconds(2));
    }

    /** A physical connection whose first channel echoes. */
    private RawMux open() throws IOException {
        RawMux mux = RawMux.open(server.port(), "/echo");
        assertThat(mux.response().status()).isEqualTo(101);
        assertThat(mux.read()).isEqualTo(SLOTS);
        return mux;
    }

    /** The same with one more channel that echoes, and may be written to. */
    private RawMux openTwo() throws IOException {
        RawMux mux = open();
        addChannel(mux, 2, "/echo");
        return mux;
    }

    private static void addChannel(RawMux mux, int channel, String path) throws IOException {
        mux.request(channel, path);
        assertThat(mux.readText()).endsWith(ACCEPTED);
        mux.send("00 40 0" + channel + " 7e 40 00");
    }

    private static void expectEcho(RawMux mux, int channel) throws IOException {
        mux.send("0" + channel + " 81 68 69");
        assertThat(mux.read()).isEqualTo("0" + channel + " 81 68 69");
    }

    private void expectPhysicalFailure(RawMux mux, int code) throws IOException {
        assertThat(mux.read()).startsWith("00 60 00").contains(String.format("%02x %02x", code >> 8, code & 0xff));
        WireFrame close = mux.readFrame();
        assertThat(close.opcode()).isEqualTo(WireFrame.CLOSE);
        assertThat(close.payload()).startsWith(0x03, 0xf3); // 1011
    }

    // Opening

    @Test
    void theResponseSaysWhatTheClientMaySendFirst() throws IOException {
        try (RawMux mux = open()) {
            assertThat(mux.response().header("Sec-WebSocket-Extensions")).isEqualTo("mux; quota=4096");
        }
    }

    @Test
    void theHandshakeIsThatOfTheFirstChannel() throws Exception {
        try (RawMux mux = open()) {
            WebSocketConnection connection = listener.awaitOpen();
            assertThat(connection.path()).isEqualTo("/echo");
            expectEcho(mux, 1);
        }
    }

    @Test
    void withoutAQuotaNothingIsSentOnTheFirstChannelUntilItIsGranted() throws IOException {
        try (RawMux mux = RawMux.open(server.port(), "/echo", "mux")) {
            assertThat(mux.read()).isEqualTo(SLOTS);
            mux.send("01 81 68 69").send("00 40 01 03");
            assertThat(mux.read()).isEqualTo("01 81 68 69");
        }
    }

    @ParameterizedTest
    @CsvSource({"mux; quota=x", "mux; tea=1", "other"})
    void anOfferThatCannotBeTakenLeavesAConnectionWithoutMux(String offer) throws IOException {
        try (RawMux mux = RawMux.open(server.port(), "/echo", offer)) {
            assertThat(mux.response().status()).isEqualTo(101);
            assertThat(mux.response().header("Sec-WebSocket-Extensions")).isNull();
            mux.client().send(WireFrame.text("plain"));
            assertThat(mux.client().readText()).isEqualTo("plain");
        }
    }

    @Test
    void aServerWithoutMuxDeclinesIt() throws IOException {
        try (WebSocketServer plain = Servers.inline(listener);
                RawMux mux = RawMux.open(plain.port(), "/", "mux")) {
            assertThat(mux.response().header("Sec-WebSocket-Extensions")).isNull();
        }
    }

    @Test
    void aFurtherChannelHasAHandshakeOfItsOwn() throws Exception {
        try (RawMux mux = open()) {
            WebSocketConnection first = listener.awaitOpen();
            mux.request(300, "/echo?x=y", "Sec-WebSocket-Extensions: mux");
            // AddChannelResponse, channel 300, 57 octets
            assertThat(mux.read()).startsWith("00 20 81 2c 39 48 54 54 50").hasSize(3 * (5 + 57) - 1);
            WebSocketConnection second = listener.awaitOpen();
            assertThat(second).isNotSameAs(first);
            assertThat(server.openConnections()).isEqualTo(2);
            mux.send("00 40 81 2c 7d").send("81 2c 82 01 02");
            assertThat(mux.read()).isEqualTo("81 2c 82 01 02");
        }
    }

    /** A proxy writes down who its client is once, and sees no channel. */
    @Test
    void theClientOfATrustedProxyIsThatOfAllChannels() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer trusting = Servers.start(Servers.builder()
                        .route("/", recorder)
                        .trustedProxies(TrustedProxies.of(List.of("127.0.0.0/8")))
                        .mux(MuxOptions.DEFAULT));
                RawMux mux = RawMux.openWith(
                        trusting.port(), "/", "Sec-WebSocket-Extensions: mux", "X-Forwarded-For: 192.0.2.43")) {
            InetSocketAddress client = new InetSocketAddress("192.0.2.43", 0);
            assertThat(recorder.awaitOpen().remoteAddress()).isEqualTo(client);
            mux.request(2, "/");
            assertThat(recorder.awaitOpen().remoteAddress()).isEqualTo(client);
            mux.request(3, "/", "X-Forwarded-For: 6.6.6.6", "Forwarded: for=6.6.6.6");
            assertThat(recorder.awaitOpen().remoteAddress()).isEqualTo(client);
        }
    }

    @Test
    void dataMayFollowTheRequestAtOnce() throws IOException {
        try (RawMux mux = open()) {
            mux.request(2, "/echo").send("00 40 02 7d").send("02 81 68 69");
            assertThat(mux.readText()).endsWith(ACCEPTED);
            assertThat(mux.read()).isEqualTo("02 81 68 69");
        }
    }

    @ParameterizedTest
    @CsvSource({"/nowhere, Host: x, 404", "/echo, Origin: http://elsewhere.test, 403", "/echo, Expect: x, 101"})
    void everyHandshakeIsJudged(String path, String line, int status) throws IOException {
        try (RawMux mux = open()) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + (line.startsWith("Host") ? "" : line + "\r\n") + "\r\n";
            mux.requestText(2, request);
            String answer = mux.readText();
            assertThat(answer).contains("HTTP/1.1 " + status + " ");
            assertThat(answer.charAt(1)).isEqualTo(status == 101 ? ' ' : '0');
            if (status != 101) {
                assertThat(answer).endsWith("\r\n\r\n").doesNotContain("Content-Length");
                assertThat(mux.read()).isEqualTo(ONE_MORE_SLOT);
                mux.send("02 81 68 69");
            }
            expectEcho(mux, 1);
        }
    }

    // Malformed

    @ParameterizedTest
    @CsvSource({
        "80, 2002",
        "'', 2002",
        "80 01 81, 2002",
        "01, 2003",
        "00 a0, 2004",
        "00 60 01 01 00, 2005",
        "00 44 01 02, 2005",
        "00 20 02 00, 2005",
        "00 80 01 01, 2005",
        "00 40 01, 2005",
        "00 00 01 01 61, 2006",
        "00 03 02 01 61, 2010",
        "00 00 02 03 74 65 61, 2009"
    })
    void aMalformedMessageFailsThePhysicalConnection(String octets, int code) throws Exception {
        try (RawMux mux = open()) {
            mux.send(octets);
            expectPhysicalFailure(mux, code);
            assertThat(listener.awaitError()).hasMessageContaining("physical connection failed");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void textOnThePhysicalConnectionFailsIt() throws IOException {
        try (RawMux mux = open()) {
            mux.client().send(WireFrame.text("hello"));
            expectPhysicalFailure(mux, 2001);
        }
    }

    @Test
    void aRequestBeyondTheSlotsFailsThePhysicalConnection() throws IOException {
        try (RawMux mux = open()) {
            for (int channel = 2; channel <= 4; channel++) {
                addChannel(mux, channel, "/echo");
            }
            mux.request(5, "/echo");
            expectPhysicalFailure(mux, 2007);
        }
    }

    @Test
    void whatMeansNothingIsIgnored() throws IOException {
        try (RawMux mux = open()) {
            mux.send("00").send("07 81 68 69").send("00 40 07 01").send("00 60 07 02 0b bd");
            expectEcho(mux, 1);
        }
    }

    @Test
    void severalBlocksInOneMessageAreTaken() throws IOException {
        try (RawMux mux = openTwo()) {
            mux.send("00 40 01 01 40 02 01 60 02 00");
            assertThat(mux.read()).isEqualTo("00 60 02 02 0b c0");
        }
    }

    // Violations on a channel; the others live on

    @Test
    void aChannelAboveItsQuotaIsDropped() throws Exception {
        try (RawMux mux = openTwo()) {
            mux.send("02 82" + " 61".repeat(4096));
            assertThat(mux.read()).startsWith("00 60 02").contains("0b bd"); // 3005
            assertThat(listener.awaitError()).hasMessageContaining("3005");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            expectEcho(mux, 1);
        }
    }

    @Test
    void aQuotaThatOverflowsDropsItsChannel() throws IOException {
        try (RawMux mux = openTwo()) {
            mux.send("00 40 02 7f 7f ff ff ff ff ff ff ff");
            assertThat(mux.read()).startsWith("00 60 02").contains("0b be"); // 3006
            expectEcho(mux, 1);
        }
    }

    @Test
    void badFragmentationDropsItsChannel() throws IOException {
        try (RawMux mux = openTwo()) {
            mux.send("02 80 61");
            assertThat(mux.read()).startsWith("00 60 02").contains("0b c1"); // 3009
            expectEcho(mux, 1);
        }
    }

    @Test
    void aReservedBitFailsTheConnectionOnItsChannel() throws Exception {
        try (RawMux mux = openTwo()) {
            mux.send("02 c1 61");
            assertThat(mux.read()).startsWith("02 88 03 ea"); // Close 1002
            assertThat(mux.read()).isEqualTo("00 60 02 02 0b b8"); // DropChannel 3000
            mux.send("00 60 02 02 0b c0");
            assertThat(mux.read()).isEqualTo(ONE_MORE_SLOT);
            assertThat(listener.awaitClose().code()).isEqualTo(1002);
            expectEcho(mux, 1);
        }
    }

    // Frames in pieces

    @Test
    void aMessageMayComeInPiecesWithOthersInBetween() throws IOException {
        try (RawMux mux = openTwo()) {
            // the draft's third example
            mux.send("01 01 48 65 6c 6c 6f").send("02 81 62 79 65").send("01 80 20 77 6f 72 6c 64");
            assertThat(mux.read()).isEqualTo("02 81 62 79 65");
            assertThat(mux.read()).isEqualTo("01 81 48 65 6c 6c 6f 20 77 6f 72 6c 64");
        }
    }

    @Test
    void thePhysicalMessageMayComeInPiecesToo() throws IOException {
        try (RawMux mux = open()) {
            // the draft's second example
            mux.client()
                    .send(
                            new WireFrame(false, 0, WireFrame.BINARY, RawMux.bytes("01 81 48 65")),
                            WireFrame.continuation(RawMux.bytes("6c 6c 6f")));
            assertThat(mux.read()).isEqualTo("01 81 48 65 6c 6c 6f");
        }
    }

    @Test
    void aPingInPiecesIsAnswered() throws IOException {
        try (RawMux mux = open()) {
            mux.send("01 09 68").send("01 80 69");
            assertThat(mux.read()).isEqualTo("01 8a 68 69");
        }
    }

    @Test
    void aPingOnThePhysicalConnectionIsItsOwn() throws IOException {
        try (RawMux mux = open()) {
            mux.client().send(WireFrame.ping("x"));
            assertThat(mux.readFrame()).isEqualTo(WireFrame.pong("x"));
        }
    }

    /** However many channels there are, one ping tells whether the peer lives. */
    @Test
    void silenceIsBrokenOnThePhysicalConnectionAlone() throws IOException {
        try (RawMux mux = RawMux.open(server.port(), "/silent")) {
            assertThat(mux.read()).isEqualTo(SLOTS);
            addChannel(mux, 2, "/silent");
            for (int i = 0; i < 4; i++) {
                assertThat(mux.readFrame()).isEqualTo(WireFrame.ping(""));
                mux.client().send(WireFrame.pong(""));
            }
            expectEcho(mux, 1);
            expectEcho(mux, 2);
        }
    }

    // Flow

    @Test
    void whatWasConsumedIsGrantedAgainInHalves() throws IOException {
        try (RawMux mux = open()) {
            mux.send("01 82" + " 61".repeat(2046));
            assertThat(mux.read()).hasSize(3 * (2 + 2046) - 1);
            mux.send("01 82");
            assertThat(mux.read()).isEqualTo("01 82");
            assertThat(mux.read()).isEqualTo("00 40 01 7e 08 00");
        }
    }

    @Test
    void aChannelWithoutQuotaStopsItselfOnly() throws IOException {
        try (RawMux mux = open()) {
            mux.request(2, "/echo");
            assertThat(mux.readText()).endsWith(ACCEPTED);
            mux.send("02 81 61 62 63");
            for (int i = 0; i < 3; i++) {
                expectEcho(mux, 1);
            }
            mux.send("00 40 02 03");
            assertThat(mux.read()).isEqualTo("02 01 61 62");
            expectEcho(mux, 1);
            mux.send("00 40 02 01");
            assertThat(mux.read()).isEqualTo("02 80 63");
        }
    }

    @Test
    void aChannelWhosePeerGrantsNothingIsDroppedInTime() throws Exception {
        try (RawMux mux = open()) {
            mux.request(2, "/hasty");
            assertThat(mux.readText()).endsWith(ACCEPTED);
            mux.send("02 81 61");
            assertThat(mux.read()).isEqualTo("00 60 02 02 0b b8");
            assertThat(listener.awaitError()).hasMessageContaining("the peer took no output for 300 ms");
            expectEcho(mux, 1);
        }
    }

    @Test
    void aListenerThatDoesNotTakeItsMessagesStopsItsChannelOnly() throws Exception {
        try (RawMux mux = open()) {
            addChannel(mux, 2, "/held");
            for (int i = 0; i < 4; i++) {
                mux.send("02 82" + " 61".repeat(1000));
            }
            expectEcho(mux, 1);
            // 4,004 of 4,096 are used; of that at most what two messages hold has been granted again.
            held.countDown();
            await().until(() -> holding.events().size() == 5);
            String granted = mux.read();
            assertThat(granted).startsWith("00 40 02");
            expectEcho(mux, 1);
        }
    }

    @Test
    void channelsTakeTurns() throws Exception {
        try (RawMux mux = RawMux.open(server.port(), "/echo", "mux")) {
            assertThat(mux.read()).isEqualTo(SLOTS);
            mux.request(2, "/echo");
            assertThat(mux.readText()).endsWith(ACCEPTED);
            listener.awaitOpen().send(new byte[60_000]);
            listener.awaitOpen().send(new byte[40_000]);
            // 1 MiB for both in one message
            mux.send("00 40 01 7f 00 00 00 00 00 10 00 00 40 02 7f 00 00 00 00 00 10 00 00");
            int[] left = {0, 60_000, 40_000};
            StringBuilder order = new StringBuilder();
            while (left[1] > 0 || left[2] > 0) {
                byte[] piece = RawMux.bytes(mux.read());
                assertThat(piece.length).isLessThanOrEqualTo(16 << 10);
                left[piece[0]] -= piece.length - 2;
                order.append(piece[0]);
            }
            assertThat(left).containsExactly(0, 0, 0);
            assertThat(order).hasToString("1212121");
        }
    }

    // Ends

    @Test
    void theClosingHandshakeEndsWithDropsAndGivesTheSlotBack() throws Exception {
        try (RawMux mux = openTwo()) {
            mux.send("02 88 03 e8");
            assertThat(mux.read()).isEqualTo("02 88 03 e8");
            assertThat(mux.read()).isEqualTo("00 60 02 02 03 e8");
            mux.send("00 60 02 02 0b c0");
            assertThat(mux.read()).isEqualTo(ONE_MORE_SLOT);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.NORMAL);
            expectEcho(mux, 1);
        }
    }

    @Test
    void aDropWithoutAClosingHandshakeIsAnAbnormalEnd() throws Exception {
        try (RawMux mux = openTwo()) {
            mux.send("00 60 02 02 03 e8");
            assertThat(mux.read()).isEqualTo("00 60 02 02 0b c0");
            assertThat(mux.read()).isEqualTo(ONE_MORE_SLOT);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(listener.events()).doesNotContain("error");
            expectEcho(mux, 1);
        }
    }

    @Test
    void aDropForAReasonIsAnError() throws Exception {
        try (RawMux mux = openTwo()) {
            mux.send("00 60 02 02 0b bd");
            assertThat(mux.read()).isEqualTo("00 60 02 02 0b c0");
            assertThat(listener.awaitError()).hasMessage("the peer dropped the channel with 3005");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @Test
    void anAbortDropsTheChannelOnly() throws Exception {
        try (RawMux mux = openTwo()) {
            listener.awaitOpen();
            listener.awaitOpen().abort();
            assertThat(mux.read()).isEqualTo("00 60 02 02 0b b8");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            expectEcho(mux, 1);
            mux.send("00 60 02 02 0b c0");
            assertThat(mux.read()).isEqualTo(ONE_MORE_SLOT);
        }
    }

    @Test
    void aChannelWhoseCloseIsNotAnsweredIsDropped() throws Exception {
        try (RawMux mux = openTwo()) {
            listener.awaitOpen();
            listener.awaitOpen().close();
            assertThat(mux.read()).isEqualTo("02 88 03 e8");
            assertThat(mux.read()).isEqualTo("00 60 02 02 0b b8");
            expectEcho(mux, 1);
        }
    }

    @Test
    void thePhysicalConnectionOutlivesItsFirstChannel() throws IOException {
        try (RawMux mux = openTwo()) {
            mux.send("01 88 03 e8");
            assertThat(mux.read()).isEqualTo("01 88 03 e8");
            assertThat(mux.read()).isEqualTo("00 60 01 02 03 e8");
            mux.send("00 60 01 02 0b c0");
            assertThat(mux.read()).isEqualTo(ONE_MORE_SLOT);
            expectEcho(mux, 2);
        }
    }

    @Test
    void thePhysicalConnectionEndsSomeTimeAfterItsLastChannel() throws IOException {
        try (RawMux mux = open()) {
            mux.send("00 60 01 00");
            assertThat(mux.read()).isEqualTo("00 60 01 02 0b c0");
            assertThat(mux.read()).isEqualTo(ONE_MORE_SLOT);
            assertThat(mux.readFrame()).isEqualTo(WireFrame.close(1001));
        }
    }

    @Test
    void theCloseOfThePhysicalConnectionIsThatOfAllChannels() throws Exception {
        try (RawMux mux = openTwo()) {
            mux.client().send(WireFrame.close(1000));
            assertThat(mux.readFrame()).isEqualTo(WireFrame.close(1000));
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
            assertThat(mux.client().readEnd()).isEqualTo(RawClient.End.EOF);
        }
    }

    @Test
    void theLossOfThePhysicalConnectionIsAnAbnormalEndOfAllChannels() throws Exception {
        try (RawMux mux = openTwo()) {
            mux.client().reset();
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void aFailureToldByThePeerEndsAllChannels() throws Exception {
        try (RawMux mux = openTwo()) {
            mux.send("00 60 00 02 07 d5");
            assertThat(listener.awaitError()).hasMessageContaining("2005");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @Test
    void aServerThatStopsClosesChannelsAndThenThePhysicalConnection() throws Exception {
        try (RawMux mux = openTwo()) {
            Thread stopping = new Thread(() -> server.stop(Duration.ofSeconds(5)));
            stopping.start();
            assertThat(mux.read()).isEqualTo("01 88 03 e9");
            assertThat(mux.read()).isEqualTo("02 88 03 e9");
            mux.request(3, "/echo");
            assertThat(mux.readText()).contains("HTTP/1.1 503 ");
            for (int channel = 1; channel <= 2; channel++) {
                mux.send("0" + channel + " 88 03 e9");
                assertThat(mux.read()).isEqualTo("00 60 0" + channel + " 02 03 e8");
                mux.send("00 60 0" + channel + " 02 0b c0");
            }
            assertThat(mux.readFrame()).isEqualTo(WireFrame.close(1001));
            stopping.join();
        }
        assertThat(listener.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        assertThat(listener.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
    }

    /** Credit for channels that are not there costs nobody else anything, and is read no faster than honest peers send. */
    @Test
    void aFloodOfControlBlocksIsReadSlowly() throws IOException {
        try (RawMux mux = openTwo()) {
            String block = "40 09 01";
            long before = System.nanoTime();
            mux.send("00" + block.repeat(10_000));
            // One read may bring both the flood and what follows it.
            expectEcho(mux, 2);
            expectEcho(mux, 2);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(1));
        }
    }
}
