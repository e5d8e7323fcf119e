package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.twsj.transport.DescriptorLimit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many connections that do nothing most of the time. */
class IdleConnectionsTest {

    private static final int COUNT = 2000;

    @Test
    void twoThousandConnectionsServeOnAndLeaveNothingBehind() throws Exception {
        // Both ends are in this process.
        assumeThat(DescriptorLimit.connections().orElse(Integer.MAX_VALUE)).isGreaterThan(2 * COUNT + 200);
        int descriptors = ServerThreads.descriptors();
        List<RawClient> clients = new ArrayList<>();
        try (WebSocketServer server = Servers.inline(Servers.ECHO)) {
            for (int i = 0; i < COUNT; i++) {
                clients.add(RawClient.open(server.port(), "/"));
            }
            assertThat(server.openConnections()).isEqualTo(COUNT);
            for (int i = 0; i < COUNT; i += 20) {
                assertThat(clients.get(i).send(WireFrame.text("" + i)).readText())
                        .isEqualTo("" + i);
            }
            clients.forEach(RawClient::close);
            await().until(() -> server.openConnections() == 0);
        }
        await().untilAsserted(() -> assertThat(ServerThreads.descriptors()).isLessThanOrEqualTo(descriptors));
    }
}
