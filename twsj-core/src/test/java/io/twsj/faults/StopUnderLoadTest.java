package io.twsj.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.Background;
import io.twsj.Execution;
import io.twsj.RawClient;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.WebSocketServer;
import io.twsj.WireFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that stops while thousands of messages are on their way loses none of them. */
@Timeout(60)
class StopUnderLoadTest {

    private static final int CLIENTS = 200;
    private static final int MESSAGES = 25;

    @ParameterizedTest
    @EnumSource
    void fiveThousandMessagesOnTheirWayAreEchoedBeforeEverybodyIsTold1001(Execution execution) throws Exception {
        WebSocketServer server =
                Servers.start(Route.of("/", Servers.ECHO).execution(execution).build());
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawClient.open(server.port(), "/"));
            }
            for (RawClient client : clients) {
                client.send(messages());
            }
            Background stopping = Background.start(server::stop);
            for (RawClient client : clients) {
                assertThat(client.readFrames(MESSAGES)).containsExactly(messages());
                assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
                client.send(WireFrame.close(1001)).close();
            }
            stopping.await();
        } finally {
            clients.forEach(RawClient::close);
            server.stop();
        }
    }

    private static WireFrame[] messages() {
        WireFrame[] messages = new WireFrame[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            messages[i] = WireFrame.text("message " + i);
        }
        return messages;
    }
}
