package io.twsj.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.annotation.LocalWebSocketPort;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.test.context.SpringBootTest;

/** A real browser speaks permessage-deflate, with context takeover in both directions. */
@SpringBootTest(
        properties = {
            "twsj.server.port=0",
            "twsj.server.extensions.permessage-deflate.enabled=true",
            "twsj.server.extensions.permessage-deflate.server-no-context-takeover=false",
            "twsj.server.extensions.permessage-deflate.client-no-context-takeover=false"
        })
class CompressionInBrowserTest {

    /** Sends one message after the other, and tells what was agreed, and how many came back as they were. */
    private static final String ECHOES = """
            const done = arguments[arguments.length - 1];
            const noise = crypto.getRandomValues(new Uint8Array(5000));
            const messages = ["", "grüße, 世界 😀 ".repeat(1000), noise];
            for (let i = 0; i < 100; i++) {
              messages.push(JSON.stringify({ type: "said", id: i, data: { text: "x".repeat(1000) } }));
            }
            const socket = new WebSocket(`ws://${location.host}/echo`);
            socket.binaryType = "arraybuffer";
            let intact = 0;
            const next = () => (intact < messages.length ? socket.send(messages[intact]) : socket.close(1000));
            const same = (echo, sent) =>
              typeof sent === "string" ? echo === sent : new Uint8Array(echo).join() === sent.join();
            socket.onopen = next;
            socket.onmessage = (event) => {
              if (!same(event.data, messages[intact])) {
                return socket.close(4000, "message " + intact);
              }
              intact++;
              next();
            };
            socket.onclose = (event) => done({ extensions: socket.extensions, intact, code: event.code });
            """;

    /** Without compression it would be more than 100 KB. */
    private static final int MOST_BYTES = 20_000;

    @LocalWebSocketPort
    private int port;

    @Test
    void messagesAreCompressedBothWays() throws Exception {
        try (Browser browser = Browser.start();
                TcpProxy network = new TcpProxy(port)) {
            ChromeDriver driver = browser.driver();
            driver.get("http://localhost:" + network.port() + "/echo.txt");
            driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(20));
            long toServer = network.bytesToServer();
            long toBrowser = network.bytesToBrowser();
            assertThat(driver.executeAsyncScript(ECHOES))
                    .isEqualTo(Map.of("extensions", "permessage-deflate", "intact", 103L, "code", 1000L));
            assertThat(network.bytesToServer() - toServer).isLessThan(MOST_BYTES);
            assertThat(network.bytesToBrowser() - toBrowser).isLessThan(MOST_BYTES);
        }
    }
}
