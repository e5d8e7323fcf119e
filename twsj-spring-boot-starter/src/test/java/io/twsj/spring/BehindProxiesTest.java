package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.WebSocketConnection;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** {@code twsj.server.trusted-proxies}, {@code .proxy-protocol} and {@code .allowed-hosts} at work. */
class BehindProxiesTest {

    @Configuration
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Where where() {
            return new Where();
        }
    }

    @WebSocketHandler("/where")
    static class Where {
        @OnOpen
        String open(WebSocketConnection connection) {
            return connection.remoteAddress().toString();
        }
    }

    private static ConfigurableApplicationContext run(String property) {
        return new SpringApplicationBuilder(Application.class)
                .properties("twsj.server.port=0", "twsj.server.address=127.0.0.1", "spring.main.banner-mode=off")
                .run(property);
    }

    /** What a server answers to a handshake: the status line, and the text behind it if it is accepted. */
    private static String answer(ConfigurableApplicationContext context, String before, String line)
            throws IOException {
        int port = context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String request = before + "GET /where HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n" + line + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            String status = head.substring(9, 12);
            if (!status.equals("101")) {
                return status;
            }
            socket.getInputStream().read();
            byte[] text =
                    socket.getInputStream().readNBytes(socket.getInputStream().read());
            return status + " " + new String(text, StandardCharsets.UTF_8);
        }
    }

    @Test
    void theClientOfATrustedProxyIsThePeer() throws IOException {
        try (ConfigurableApplicationContext context = run("--twsj.server.trusted-proxies=10.0.0.0/8,127.0.0.1")) {
            assertThat(answer(context, "", "X-Forwarded-For: 192.0.2.43")).isEqualTo("101 /192.0.2.43:0");
        }
        try (ConfigurableApplicationContext context = run("--twsj.server.trusted-proxies=")) {
            assertThat(answer(context, "", "X-Forwarded-For: 192.0.2.43")).startsWith("101 /127.0.0.1:");
        }
    }

    @Test
    void theSourceOfAProxyHeaderIsThePeer() throws IOException {
        try (ConfigurableApplicationContext context = run("--twsj.server.proxy-protocol=true")) {
            assertThat(answer(context, "PROXY TCP4 192.0.2.43 198.51.100.1 4711 443\r\n", "X-A: b"))
                    .isEqualTo("101 /192.0.2.43:4711");
        }
    }

    @Test
    void otherHostsAreRefused() throws IOException {
        try (ConfigurableApplicationContext context = run("--twsj.server.allowed-hosts=chat.example")) {
            assertThat(answer(context, "", "X-A: b")).isEqualTo("421");
        }
        try (ConfigurableApplicationContext context = run("--twsj.server.allowed-hosts=chat.example,localhost")) {
            assertThat(answer(context, "", "X-A: b")).startsWith("101 ");
        }
    }
}
