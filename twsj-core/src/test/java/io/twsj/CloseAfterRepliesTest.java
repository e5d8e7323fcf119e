package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RFC 6455 5.5.1 lets an endpoint delay its answer to a Close frame: who asks, and closes right behind the questions, still
 * gets the replies.
 */
class CloseAfterRepliesTest {

    private static final WireFrame[] QUESTIONS = new WireFrame[1000];
    private static final WireFrame CLOSE = WireFrame.close(1000);

    static {
        Arrays.fill(QUESTIONS, WireFrame.text("a question"));
    }

    private final BlockingQueue<WebSocketConnection> asked = new LinkedBlockingQueue<>();
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Holds its messages at each one, and replies later. */
    private final Recorder holding = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.holdMessages();
            asked.add(connection);
        }
    };

    /** Replies when it may. */
    private final Recorder slow = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            asked.add(connection);
            goOn.await();
            connection.send("a reply");
        }
    };

    @ParameterizedTest
    @EnumSource
    void repliesComeBeforeTheAnswer(Execution execution) throws Exception {
        try (WebSocketServer server = Servers.with(execution, Servers.ECHO, options -> options);
                RawClient client = RawClient.open(server.port(), "/")) {
            Background sending = Background.start(() -> client.send(QUESTIONS).send(CLOSE));
            assertThat(client.readFrames(QUESTIONS.length)).containsOnly(QUESTIONS[0]);
            assertThat(client.readFramesToEnd()).containsExactly(CLOSE);
            sending.await();
        }
    }

    @Test
    void aPeerThatEndsItsSideOfTcpIsAnsweredAtOnce() throws Exception {
        try (WebSocketServer server = Servers.worker(slow);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a question"), CLOSE).shutdownOutput();
            assertThat(client.readFramesToEnd()).containsExactly(CLOSE);
            goOn.countDown();
            assertThat(slow.awaitClose()).isEqualTo(CloseReason.NORMAL);
        }
    }

    @ParameterizedTest
    @EnumSource
    void repliesThatComeLaterAreWaitedFor(Execution execution) throws Exception {
        try (WebSocketServer server = Servers.with(execution, holding, options -> options);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a question"), CLOSE);
            WebSocketConnection connection = asked.take();
            connection.send("a reply");
            connection.releaseMessages();
            assertThat(client.readFramesToEnd()).containsExactly(WireFrame.text("a reply"), CLOSE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStopWaitsForThemToo(Execution execution) throws Exception {
        WebSocketServer server = Servers.with(execution, holding, options -> options);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a question"));
            WebSocketConnection connection = asked.take();
            Background stopping = Background.start(() -> server.stop(Duration.ofSeconds(20)));
            await().until(() -> !server.isRunning());
            connection.send("a reply");
            connection.releaseMessages();
            assertThat(client.readFrames(2)).isEqualTo(List.of(WireFrame.text("a reply"), WireFrame.close(1001)));
            client.send(WireFrame.close(1001));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            stopping.await();
        }
    }

    @Test
    void aListenerThatTakesLongerThanTheTimeOfAClosingHandshakeIsNotWaitedFor() throws Exception {
        try (WebSocketServer server =
                        Servers.with(Execution.WORKER, slow, options -> options.closeTimeout(Duration.ofMillis(200)));
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a question"), CLOSE);
            assertThat(client.readFramesToEnd()).containsExactly(CLOSE);
            goOn.countDown();
            assertThat(slow.awaitClose()).isEqualTo(CloseReason.NORMAL);
        }
    }

    @Test
    void aPeerThatIsGoneIsNotWaitedFor() throws Exception {
        try (WebSocketServer server = Servers.worker(holding)) {
            RawClient client = RawClient.open(server.port(), "/");
            client.send(WireFrame.text("a question"), CLOSE);
            asked.take();
            client.reset();
            holding.awaitClose();
        }
    }

    @Test
    void aClientRepliesBeforeItsAnswerToo() throws Exception {
        BlockingQueue<WireFrame> received = new LinkedBlockingQueue<>();
        RawServer.Script asking = peer -> {
            peer.accept();
            peer.send(WireFrame.text("a question"), CLOSE);
            received.add(peer.readFrame());
            received.add(peer.readFrame());
        };
        try (RawServer server = RawServer.start(asking);
                WebSocketClient client = WebSocketClient.create()) {
            client.connectBlocking(server.uri("/"), slow);
            asked.take();
            goOn.countDown();
            assertThat(received.take()).isEqualTo(WireFrame.text("a reply"));
            assertThat(received.take()).isEqualTo(CLOSE);
        }
    }
}
