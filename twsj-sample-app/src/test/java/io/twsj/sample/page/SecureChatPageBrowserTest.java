package io.twsj.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.annotation.LocalWebSocketPort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

/** The page in a real browser with the profile {@code secure}: over TLS, with tokens, compressed. */
@SpringBootTest
@ActiveProfiles("secure")
class SecureChatPageBrowserTest {

    @LocalWebSocketPort
    private int port;

    @Test
    void whoHasATokenComesInUnderTheNameItIsFor() throws Exception {
        try (Browser browser = Browser.start()) {
            ChatWindow ann = open(browser.driver());
            ann.desktop();
            assertThat(ann.state()).isEqualTo("outside");

            signIn(ann, "Ann", "");
            ann.until(() -> error(ann).equals("Please enter your token."));
            signIn(ann, "Ann", "wrong");
            ann.until(() -> error(ann).equals("The server refused the connection. Is the token right?"));
            ann.screenshot("secure-refused");
            signIn(ann, "Bob", "ann-token");
            ann.until(() -> error(ann).equals("Your token is for the name Ann."));
            signIn(ann, "Ann", "ann-token");
            ann.untilInTheRoom();

            ChatWindow bob = open(browser.driver());
            signIn(bob, "Bob", "bob-token");
            bob.untilInTheRoom();
            bob.say("Hello Ann");
            ann.until(() -> ann.texts().equals(List.of("Hello Ann")));
            assertThat(ann.members()).isEqualTo(List.of("Ann", "Bob"));
            ann.screenshot("secure");
        }
    }

    @Test
    void aReloadedPageComesBackWithItsToken() throws Exception {
        try (Browser browser = Browser.start()) {
            ChatWindow ann = open(browser.driver());
            signIn(ann, "Ann", "ann-token");
            ann.untilInTheRoom();

            ann.reload();

            ann.untilInTheRoom();
        }
    }

    @Test
    void theBrowserAndTheServerAgreeOnCompression() throws Exception {
        try (Browser browser = Browser.start()) {
            open(browser.driver());
            Object agreed = browser.driver().executeAsyncScript("""
                    const done = arguments[0];
                    const url = `wss://${location.host}/chat/secure`;
                    const socket = new WebSocket(url, ['twsj.chat', `bearer.${btoa('ann-token')}`]);
                    socket.onopen = () => done(`${socket.protocol} ${socket.extensions}`);
                    socket.onerror = () => done('failed');
                    """);

            assertThat(agreed).asString().startsWith("twsj.chat permessage-deflate");
        }
    }

    private ChatWindow open(ChromeDriver driver) {
        return ChatWindow.open(driver, "https://localhost:" + port + "/#secure");
    }

    private static void signIn(ChatWindow window, String name, String token) {
        window.find("token").clear();
        window.find("token").sendKeys(token);
        window.find("name").clear();
        window.find("name").sendKeys(name, Keys.ENTER);
    }

    private static String error(ChatWindow window) {
        return window.find("name-error").getText() + window.find("token-error").getText();
    }
}
