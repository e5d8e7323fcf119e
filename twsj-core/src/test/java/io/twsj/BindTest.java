package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A server's port: taken, freed, or not to be had. */
class BindTest {

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WebSocketServer server = Servers.builder()
                    .port(other.getLocalPort())
                    .route("/", Servers.ECHO)
                    .build();
            int threads = ServerThreads.count();
            assertThatThrownBy(server::start)
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
                    .hasMessageContaining("in use");
            assertThat(server.isRunning()).isFalse();
            assertThat(ServerThreads.count()).isEqualTo(threads);
            server.stop();
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        WebSocketServer server =
                Servers.builder().address("192.0.2.1").route("/", Servers.ECHO).build();
        assertThatThrownBy(server::start).isInstanceOf(BindException.class).hasMessageContaining("192.0.2.1");
    }

    @Test
    void anUnknownHostIsNamed() {
        WebSocketServer server = Servers.builder()
                .address("no-such-host.invalid")
                .route("/", Servers.ECHO)
                .build();
        assertThatThrownBy(server::start).isInstanceOf(IOException.class).hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void portZeroIsAnyFreePort() {
        try (WebSocketServer one = Servers.inline(Servers.ECHO);
                WebSocketServer other = Servers.inline(Servers.ECHO)) {
            assertThat(one.port()).isPositive().isNotEqualTo(other.port());
            assertThat(one.address().getAddress().isLoopbackAddress()).isTrue();
        }
    }

    @Test
    void aServerStartsAndStopsOnce() throws IOException {
        WebSocketServer server = Servers.builder().route("/", Servers.ECHO).build();
        assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
        server.start();
        assertThat(server.isRunning()).isTrue();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
        server.stop();
        server.stop();
        assertThat(server.isRunning()).isFalse();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
    }
}
