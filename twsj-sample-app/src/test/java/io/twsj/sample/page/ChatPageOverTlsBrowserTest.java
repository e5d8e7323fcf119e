package io.twsj.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.annotation.LocalWebSocketPort;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

/** The page in a real browser with the profile {@code wss}; the browser takes the self-signed certificate. */
@SpringBootTest
@ActiveProfiles("wss")
class ChatPageOverTlsBrowserTest {

    @LocalWebSocketPort
    private int port;

    @Test
    void twoWindowsTalkToEachOtherOverTls() throws Exception {
        try (Browser browser = Browser.start()) {
            ChatWindow ann = join(browser.driver(), "Ann");
            ann.desktop();
            ChatWindow bob = join(browser.driver(), "Bob");
            ann.until(() -> ann.members().equals(List.of("Ann", "Bob")));

            ann.say("Hello Bob");
            bob.until(() -> bob.texts().equals(List.of("Hello Bob")));
            bob.say("Hello Ann");
            ann.until(() -> ann.texts().equals(List.of("Hello Bob", "Hello Ann")));

            assertThat(ann.script("return location.protocol")).isEqualTo("https:");
            ann.screenshot("tls");
            assertNothingInTheConsole(browser.driver());
        }
    }

    private ChatWindow join(ChromeDriver driver, String name) {
        ChatWindow window = ChatWindow.open(driver, "https://localhost:" + port + "/#tls");
        window.submitName(name);
        window.untilInTheRoom();
        return window;
    }

    /** Had the page tried {@code ws}, the browser would have blocked and reported it as mixed content. */
    private static void assertNothingInTheConsole(ChromeDriver driver) {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .isEmpty();
    }
}
