package io.twsj.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.sample.SampleApplication;
import io.twsj.spring.annotation.LocalWebSocketPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;

/** The page in a real browser, over a network that can be cut; each test has a room and a network of its own. */
@SpringBootTest
class ChatPageBrowserTest {

    /** One for all tests; null until the first of them. */
    private static Browser browser;

    @LocalWebSocketPort
    private int port;

    private final List<ChatWindow> windows = new ArrayList<>();
    private ChromeDriver driver;
    private TcpProxy network;
    private String url;

    @AfterAll
    static void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void connect(TestInfo test) throws Exception {
        if (browser == null) {
            // Here and not before all tests: a class that is skipped as a whole shows no reason in the report.
            browser = Browser.start();
        }
        driver = browser.driver();
        network = new TcpProxy(port);
        // What earlier tests left there is read and thereby gone.
        driver.manage().logs().get(LogType.BROWSER);
        url = "http://localhost:" + network.port() + "/#"
                + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    }

    @AfterEach
    void disconnect() throws Exception {
        if (network != null) {
            windows.forEach(ChatWindow::close);
            driver.switchTo().window(driver.getWindowHandles().iterator().next());
            network.close();
        }
    }

    private ChatWindow open() {
        ChatWindow window = ChatWindow.open(driver, url);
        windows.add(window);
        return window;
    }

    private ChatWindow join(String name) {
        ChatWindow window = open();
        window.submitName(name);
        window.untilInTheRoom();
        return window;
    }

    @Test
    void twoWindowsTalkToEachOther() throws Exception {
        ChatWindow ann = join("Ann");
        ann.desktop();
        assertThat(ann.find("empty").isDisplayed()).isTrue();
        ChatWindow bob = join("Bob");
        bob.desktop();
        ann.until(() -> ann.systemLines().equals(List.of("Bob joined")));
        assertThat(ann.members()).containsExactly("Ann", "Bob");
        assertThat(bob.members()).containsExactly("Bob", "Ann");

        ann.say("Hello Bob");
        bob.until(() -> bob.texts().equals(List.of("Hello Bob")));
        bob.type("Hello Ann,", Keys.chord(Keys.SHIFT, Keys.ENTER), "nice page: https://example.org/a?b=c.", Keys.ENTER);
        ann.until(() -> ann.texts().size() == 2);

        assertThat(ann.texts()).containsExactly("Hello Bob", "Hello Ann,\nnice page: https://example.org/a?b=c.");
        assertThat(ann.ownTexts()).containsExactly("Hello Bob");
        assertThat(bob.texts()).isEqualTo(ann.texts());
        assertThat(ann.script("return document.querySelector('#messages a').href"))
                .isEqualTo("https://example.org/a?b=c");
        assertThat(bob.find("text").getDomProperty("value")).isEmpty();
        ann.screenshot("desktop-light");

        bob.click("leave");
        ann.until(() -> ann.members().equals(List.of("Ann")));
        assertThat(ann.systemLines()).endsWith("Bob left");
        assertThat(bob.find("join-view").isDisplayed()).isTrue();
        assertNothingInTheConsole();
    }

    @Test
    void markupIsShownAsText() throws Exception {
        ChatWindow ann = join("Ann <i>B</i>");
        ChatWindow bob = join("<script>alert(1)</script>");
        String attack = "<img src=x onerror=\"document.title='broken'\"><b>bold</b> javascript:alert(1) &amp;";

        bob.say(attack);
        ann.until(() -> ann.texts().size() == 1);

        assertThat(ann.texts()).containsExactly(attack);
        assertThat(ann.members()).containsExactly("Ann <i>B</i>", "<script>alert(1)</script>");
        assertThat(ann.script("return document.querySelectorAll("
                        + "'#chat-view img, #chat-view b, #chat-view i, #chat-view script, #chat-view a').length"))
                .isEqualTo(0L);
        assertThat(driver.getTitle()).doesNotContain("broken");
    }

    @Test
    void aReloadedPageComesBackWithNameRoomAndConversation() {
        ChatWindow ann = join("Ann");
        ChatWindow bob = join("Bob");
        ann.say("Before");
        bob.until(() -> bob.texts().size() == 1);
        bob.type("half a thought");

        bob.reload();
        bob.untilInTheRoom();

        assertThat(bob.texts()).containsExactly("Before");
        assertThat(bob.members()).containsExactly("Bob", "Ann");
        assertThat(bob.find("text").getDomProperty("value")).isEqualTo("half a thought");
        ann.until(() -> ann.members().equals(List.of("Ann", "Bob")));
        bob.type(", finished", Keys.ENTER);
        ann.until(() -> ann.texts().equals(List.of("Before", "half a thought, finished")));
    }

    @Test
    void aLostConnectionIsShownAndComesBackWithWhatWasWrittenMeanwhile() throws Exception {
        ChatWindow ann = join("Ann");
        ChatWindow bob = join("Bob");
        ann.desktop();
        ann.say("Before");
        bob.until(() -> bob.texts().size() == 1);

        network.refuse();
        network.cut();
        ann.until(() -> ann.state().equals("waiting"));
        assertThat(ann.find("state-text").getText()).isEqualTo("Reconnecting");
        assertThat(ann.find("state-countdown").getText()).matches("in \\d+ s");
        assertThat(ann.find("notice").isDisplayed()).isTrue();
        ann.say("Meanwhile");
        assertThat(ann.pendingTexts()).containsExactly("Meanwhile");
        ann.preferDark(true);
        ann.screenshot("desktop-dark-reconnecting");
        ann.preferDark(false);

        network.admit();
        ann.untilInTheRoom();
        bob.untilInTheRoom();
        bob.until(() -> bob.texts().equals(List.of("Before", "Meanwhile")));
        ann.until(() -> ann.pendingTexts().isEmpty());
        assertThat(ann.texts()).containsExactly("Before", "Meanwhile");
        assertThat(ann.find("notice").isDisplayed()).isFalse();
        bob.say("After");
        ann.until(() -> ann.texts().equals(List.of("Before", "Meanwhile", "After")));
    }

    @Test
    void aConnectionThatIsDeadOnOneSideOnlyIsReplacedUnderTheSameName() {
        ChatWindow ann = join("Ann");
        network.refuse();
        network.cutUnnoticedByTheServer();
        ann.until(() -> ann.state().equals("waiting"));

        network.admit();
        ann.untilInTheRoom();

        assertThat(ann.members()).containsExactly("Ann");
        ann.say("Still me");
        ann.until(() -> ann.texts().equals(List.of("Still me")));
    }

    @Test
    void aRestartedServerIsFoundAgain() {
        ConfigurableApplicationContext first = startApplication();
        network.leadTo(portOf(first));
        ChatWindow ann = join("Ann");
        ann.say("Before the restart");
        ann.until(() -> ann.texts().size() == 1);

        first.close();
        ann.until(() -> !ann.state().equals("online"));
        try (ConfigurableApplicationContext second = startApplication()) {
            network.leadTo(portOf(second));
            ann.untilInTheRoom();
            ann.say("After the restart");
            ann.until(() -> ann.texts().equals(List.of("Before the restart", "After the restart")));
        }
    }

    @Test
    void aTakenNameIsSaidAtTheFormAndAnotherOneGetsIn() {
        join("Ann");
        ChatWindow other = open();
        other.until(() -> other.find("join-preview").getText().equals("Ann is here."));

        other.submitName("ann");
        other.until(() -> !other.find("name-error").getText().isEmpty());

        assertThat(other.find("name-error").getText()).isEqualTo("Somebody called ann is here already.");
        assertThat(other.find("name").getDomAttribute("aria-invalid")).isEqualTo("true");
        assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo("name");
        other.submitName("Anna");
        other.untilInTheRoom();
        assertThat(other.members()).containsExactly("Anna", "Ann");
    }

    @Test
    void theSamePersonInAnotherWindowStopsTheFirstUntilItIsUsedAgain() {
        ChatWindow first = join("Ann");
        String key = (String) first.script("return sessionStorage.getItem('twsj.key')");
        ChatWindow second = open();
        // What a browser does when a tab is duplicated.
        second.script("sessionStorage.setItem('twsj.key', '" + key + "'); sessionStorage.setItem('twsj.name', 'Ann');"
                + "sessionStorage.setItem('twsj.joined', 'yes')");

        second.reload();
        second.untilInTheRoom();
        first.until(() -> first.state().equals("stopped"));

        assertThat(first.find("notice-text").getText()).contains("another window");
        first.click("notice-button");
        first.untilInTheRoom();
        second.until(() -> second.state().equals("stopped"));
    }

    @Test
    void aRefusedMessageGoesBackToTheComposer() {
        ChatWindow ann = join("Ann");

        // Past the page's own check: half of a surrogate pair.
        ann.script("const text = document.getElementById('text'); text.value = 'half \\ud83d';"
                + "text.form.requestSubmit()");

        ann.until(() -> ann.find("text-error").isDisplayed());
        assertThat(ann.find("text-error").getText())
                .isEqualTo("Not sent. That message has characters which cannot be sent.");
        assertThat(ann.find("text").getDomAttribute("aria-invalid")).isEqualTo("true");
        assertThat(ann.texts()).isEmpty();
        assertThat(ann.pendingTexts()).isEmpty();
        // In the page: half a pair does not survive the way out of the browser.
        assertThat(ann.script("return document.getElementById('text').value === 'half \\ud83d'"))
                .isEqualTo(true);
        ann.type(Keys.BACK_SPACE);
        assertThat(ann.find("text-error").isDisplayed()).isFalse();
        assertThat(ann.find("text").getDomAttribute("aria-invalid")).isNull();
    }

    @Test
    void aRefusedNameAndRoomAreSaidBesideTheirFields() throws Exception {
        ChatWindow ann = open();
        ann.desktop();

        ann.script("document.getElementById('name').value = '\\u200d';"
                + "document.getElementById('join-form').requestSubmit()");
        ann.until(() -> ann.find("name-error").isDisplayed());
        assertThat(ann.find("name-error").getText()).isEqualTo("That name has characters which cannot be shown.");
        assertThat(ann.find("room-error").isDisplayed()).isFalse();
        ann.screenshot("join-refused");

        ann.script("document.getElementById('name').value = 'Ann'; document.getElementById('room').value = '\\u202ex';"
                + "document.getElementById('join-form').requestSubmit()");
        ann.until(() -> ann.find("room-error").isDisplayed());
        assertThat(ann.find("room-error").getText()).startsWith("A room's name has 1 to 64 characters");
        assertThat(ann.find("name-error").isDisplayed()).isFalse();
        assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo("room");
        ann.find("room").clear();
        ann.find("room").sendKeys("lobby", Keys.ENTER);
        ann.untilInTheRoom();
        assertNothingInTheConsole();
    }

    @Test
    void whatIsWrittenToOnePersonIsSeenByThatPersonOnly() throws Exception {
        ChatWindow ann = join("Ann");
        ann.desktop();
        ChatWindow bob = join("Bob <b>");
        bob.desktop();
        ChatWindow eve = join("Eve");
        ann.until(() -> ann.members().size() == 3);

        ann.pick("Bob <b>");
        assertThat(ann.find("only-to").getText()).startsWith("Only to Bob <b>");
        assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo("text");
        ann.say("<i>Psst</i>");
        bob.until(() -> bob.texts().equals(List.of("<i>Psst</i>")));
        bob.pick("Ann");
        bob.say("What?");
        ann.until(() -> ann.texts().equals(List.of("<i>Psst</i>", "What?")));
        assertThat(ann.privateMarks()).containsExactly("only to Bob <b>", "only to you");
        assertThat(bob.privateMarks()).containsExactly("only to you", "only to Ann");
        ann.screenshot("private-light");
        ann.preferDark(true);
        ann.screenshot("private-dark");
        ann.preferDark(false);

        ann.type(Keys.ESCAPE);
        assertThat(ann.find("only-to").isDisplayed()).isFalse();
        ann.say("For all");
        eve.until(() -> eve.texts().equals(List.of("For all")));
        assertThat(eve.privateMarks()).isEmpty();
        assertNothingInTheConsole();
    }

    @Test
    void whatCannotBeToldToOnePersonGoesBackToTheComposer() throws Exception {
        ChatWindow ann = join("Ann");
        ann.resize(390, 700);
        ChatWindow bob = join("Bob");
        ann.until(() -> ann.members().size() == 2);
        ann.click("people-button");
        ann.until(() -> ann.find("people").isDisplayed());
        ann.pick("Bob");
        bob.click("leave");
        ann.until(() -> ann.members().size() == 1);

        ann.say("Too late");
        ann.until(() -> ann.find("text-error").isDisplayed());

        assertThat(ann.find("text-error").getText()).isEqualTo("Not sent. Nobody of that name is here.");
        assertThat(ann.find("text").getDomProperty("value")).isEqualTo("Too late");
        assertThat(ann.texts()).isEmpty();
        assertNoHorizontalScroll(ann);
        ann.screenshot("phone-private-refused");
        network.refuse();
        network.cut();
        ann.until(() -> ann.state().equals("waiting"));
        ann.type(Keys.ENTER);
        assertThat(ann.find("text-error").getText()).startsWith("There is no connection");
        assertThat(ann.pendingTexts()).isEmpty();
    }

    @Test
    void theOthersSeeWhoIsTypingUntilItIsSaid() throws Exception {
        ChatWindow ann = join("Ann");
        ann.desktop();
        ChatWindow bob = join("Bob");
        ChatWindow eve = join("Eve");
        ann.until(() -> ann.members().size() == 3);

        bob.type("Hello");
        ann.until(() -> ann.find("typing").getText().equals("Bob is typing"));
        eve.type("Hi");
        ann.until(() -> ann.find("typing").getText().equals("Bob and Eve are typing"));
        ann.screenshot("typing");
        bob.type(Keys.ENTER);
        ann.until(() -> ann.find("typing").getText().equals("Eve is typing"));
        eve.click("leave");
        ann.until(() -> ann.find("typing").getText().isEmpty());

        bob.pick("Ann");
        bob.type("secretly", Keys.ENTER);
        ann.until(() -> ann.texts().contains("secretly"));
        assertThat(ann.find("typing").getText()).isEmpty();
    }

    @Test
    void theUrlLeadsToAnotherRoomAndBack() {
        ChatWindow ann = join("Ann");
        ann.say("In the first room");
        ann.until(() -> ann.texts().size() == 1);
        join("Bob");

        ann.click("room-button");
        ann.find("other-room").sendKeys(Keys.chord(Keys.CONTROL, "a"), " The Attic ", Keys.ENTER);
        ann.until(() -> ann.members().equals(List.of("Ann")) && ann.state().equals("online"));

        assertThat(ann.script("return location.hash")).isEqualTo("#the-attic");
        assertThat(ann.find("room-name").getText()).isEqualTo("the-attic");
        assertThat(driver.getTitle()).isEqualTo("#the-attic · twsj chat");
        assertThat(ann.texts()).isEmpty();
        ann.script("history.back()");
        ann.until(() -> ann.members().equals(List.of("Ann", "Bob")));
        assertThat(ann.texts()).containsExactly("In the first room");
    }

    @Test
    void whoReadsOldMessagesIsNotPulledAwayByNewOnes() {
        ChatWindow ann = join("Ann");
        ChatWindow bob = join("Bob");
        for (int i = 0; i < 12; i++) {
            bob.type("Line " + i, Keys.chord(Keys.SHIFT, Keys.ENTER), "and one more", Keys.ENTER);
        }
        ann.until(() -> ann.texts().size() == 12);
        assertThat(fromBottom(ann)).isLessThan(2);

        ann.script("document.getElementById('scroller').scrollTop = 0");
        ann.until(() -> fromBottom(ann) > 100);
        bob.say("New");
        ann.until(() -> ann.find("newer").isDisplayed());
        assertThat(ann.find("newer").getText()).isEqualTo("1 new message");
        assertThat(ann.script("return document.getElementById('scroller').scrollTop"))
                .isEqualTo(0L);

        ann.click("newer");
        ann.until(() -> !ann.find("newer").isDisplayed());
        assertThat(fromBottom(ann)).isLessThan(2);
        bob.say("Newer");
        ann.until(() -> ann.texts().size() == 14);
        assertThat(fromBottom(ann)).isLessThan(2);
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen() throws Exception {
        ChatWindow ann = open();
        ann.resize(320, 600);
        assertNoHorizontalScroll(ann);
        ann.submitName("A name of 32 characters, exactly");
        ann.untilInTheRoom();
        ChatWindow bob = join("Bob");
        bob.say("Donaudampfschifffahrtsgesellschaft".repeat(10));
        ann.until(() -> ann.texts().size() == 1);
        ann.say("https://example.org/" + "path/".repeat(40));
        ann.until(() -> ann.texts().size() == 2);
        assertNoHorizontalScroll(ann);
        ann.screenshot("phone");

        assertThat(ann.find("people").isDisplayed()).isFalse();
        ann.click("people-button");
        ann.until(() -> ann.find("people").isDisplayed());
        assertNoHorizontalScroll(ann);
        ann.screenshot("phone-people");
        assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo("people-close");
        driver.switchTo().activeElement().sendKeys(Keys.ESCAPE);
        ann.until(() -> !ann.find("people").isDisplayed());
        assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo("people-button");
        ann.click("people-button");
        ann.until(() -> ann.find("people").isDisplayed());
        ann.pick("Bob");
        ann.until(() -> !ann.find("people").isDisplayed());
        assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo("text");
        bob.pick(ann.members().get(0));
        bob.say("Between us: " + "x".repeat(300));
        ann.until(() -> ann.texts().size() == 3);
        bob.type(Keys.ESCAPE, "and");
        ann.until(() -> !ann.find("typing").getText().isEmpty());
        assertNoHorizontalScroll(ann);
        ann.preferDark(true);
        ann.screenshot("phone-private-dark");
        ann.preferDark(false);
        network.refuse();
        network.cut();
        ann.until(() -> ann.find("notice").isDisplayed());
        assertNoHorizontalScroll(ann);
    }

    @Test
    void thePageIsDarkWhereTheSystemIsAndTheButtonIsRemembered() throws Exception {
        ChatWindow ann = open();
        ann.preferDark(false);
        assertThat(ann.isDark()).isFalse();
        ann.preferDark(true);
        assertThat(ann.isDark()).isTrue();

        ann.click("theme-button");
        assertThat(ann.isDark()).isFalse();
        ann.reload();
        assertThat(ann.isDark()).isFalse();
        ann.click("theme-button");
        assertThat(ann.isDark()).isTrue();
        ann.preferDark(false);
        assertThat(ann.isDark()).isTrue();
        ann.screenshot("join-dark");
        ann.script("localStorage.removeItem('twsj.theme')");
    }

    private static ConfigurableApplicationContext startApplication() {
        return new SpringApplicationBuilder(SampleApplication.class)
                .properties("twsj.server.port=0")
                .run();
    }

    private static int portOf(ConfigurableApplicationContext application) {
        return application.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
    }

    private static double fromBottom(ChatWindow window) {
        return ((Number) window.script("const s = document.getElementById('scroller');"
                        + "return s.scrollHeight - s.scrollTop - s.clientHeight"))
                .doubleValue();
    }

    private static void assertNoHorizontalScroll(ChatWindow window) {
        assertThat(window.script("const root = document.documentElement, log = document.getElementById('scroller');"
                        + "return root.scrollWidth <= innerWidth && log.scrollWidth <= log.clientWidth"))
                .isEqualTo(true);
    }

    /** Neither errors of the scripts nor anything that the page's own policy has blocked. */
    private void assertNothingInTheConsole() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .isEmpty();
    }
}
