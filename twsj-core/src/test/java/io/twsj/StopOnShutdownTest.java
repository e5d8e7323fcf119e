package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.blocking.WsServerSocket;
import io.twsj.blocking.WsSocket;
import io.twsj.blocking.WsSocketOptions;
import io.twsj.close.CloseReason;
import io.twsj.frame.Frame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program without Spring that is told to end says 1001 to all and cuts whoever does not answer. */
class StopOnShutdownTest {

    private static final Duration GRACE = Duration.ofMillis(300);

    /** What is told to end: a server of the kind that its argument names. */
    static final class Program {

        private Program() {}

        public static void main(String[] kind) throws IOException {
            if (kind[0].equals("listener")) {
                WebSocketServer server = Servers.start(Servers.builder()
                        .route("/", Servers.ECHO)
                        .shutdownGrace(GRACE)
                        .stopOnShutdown(true));
                System.out.println(server.port());
            } else {
                InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                try (WsServerSocket server =
                        WsServerSocket.bind(any, WsSocketOptions.DEFAULT).closeOnShutdown(GRACE)) {
                    System.out.println(server.port());
                    while (true) {
                        server.accept();
                    }
                } catch (SocketException closed) {
                    // The end is under way.
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"listener", "by hand"})
    void everybodyIsToldAndTheRestIsCut(String kind) throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        kind)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            URI uri = URI.create("ws://127.0.0.1:" + Objects.requireNonNull(out.readLine()) + "/");
            WsSocketOptions mute = WsSocketOptions.builder().autoReply(false).build();
            try (WsSocket polite = WsSocket.connect(uri);
                    WsSocket rude = WsSocket.connect(uri, mute)) {
                // The server's side is up when it answers.
                polite.ping();
                polite.recv(Duration.ofSeconds(10));
                program.destroy();
                Frame told = polite.recv(Duration.ofSeconds(10));
                assertThat(told.closeReason()).isEqualTo(CloseReason.GOING_AWAY);
                assertThat(rude.recv(Duration.ofSeconds(10)).closeReason()).isEqualTo(CloseReason.GOING_AWAY);
                assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(program.exitValue()).isEqualTo(143);
                rude.abort();
            }
        } finally {
            program.destroyForcibly();
        }
    }
}
