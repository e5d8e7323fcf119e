package io.twsj.sample.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A window with the chat's page, and what a person does and sees in it. */
final class ChatWindow {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ChromeDriver driver;
    private final String handle;

    private ChatWindow(ChromeDriver driver) {
        this.driver = driver;
        handle = driver.switchTo().newWindow(WindowType.WINDOW).getWindowHandle();
    }

    /** Opens a new window, which shares the theme and the remembered name with the others but is somebody else. */
    static ChatWindow open(ChromeDriver driver, String url) {
        ChatWindow window = new ChatWindow(driver);
        driver.get(url);
        return window;
    }

    void submitName(String name) {
        WebElement field = find("name");
        field.clear();
        field.sendKeys(name, Keys.ENTER);
    }

    void untilInTheRoom() {
        until(() -> find("chat-view").isDisplayed()
                && state().equals("online")
                && !members().isEmpty());
    }

    void type(CharSequence... keys) {
        find("text").sendKeys(keys);
    }

    void say(String text) {
        type(text, Keys.ENTER);
    }

    void click(String id) {
        find(id).click();
    }

    WebElement find(String id) {
        return in().findElement(By.id(id));
    }

    String state() {
        return find("state").getDomAttribute("data-state");
    }

    /** What was said, oldest first; without what is only read out. */
    List<String> texts() {
        return strings("[...document.querySelectorAll('#messages .bubble')].map(b => [...b.childNodes]"
                + ".filter(n => n.className !== 'visually-hidden').map(n => n.textContent).join(''))");
    }

    List<String> ownTexts() {
        return strings("[...document.querySelectorAll('#messages .own .bubble')].map(b => b.lastChild.textContent)");
    }

    List<String> pendingTexts() {
        return strings("[...document.querySelectorAll('#outbox .bubble')].map(b => b.textContent)");
    }

    /** The lines about comings and goings, without their times. */
    List<String> systemLines() {
        return strings("[...document.querySelectorAll('#messages .system bdi')].map(l => l.textContent)");
    }

    List<String> members() {
        return strings("[...document.querySelectorAll('#members bdi')].map(m => m.textContent)");
    }

    /** Picks somebody of the list of members, to write to that person only. */
    void pick(String name) {
        in().findElements(By.cssSelector("#members .member")).stream()
                .filter(member ->
                        member.findElement(By.tagName("bdi")).getText().equals(name))
                .findFirst()
                .orElseThrow()
                .click();
    }

    /** What private messages say of whom they are for. */
    List<String> privateMarks() {
        return strings("[...document.querySelectorAll('#messages .only')].map(o => o.textContent)");
    }

    @SuppressWarnings("unchecked")
    private List<String> strings(String expression) {
        return (List<String>) script("return " + expression);
    }

    Object script(String script) {
        return in().executeScript(script);
    }

    void until(Supplier<Boolean> condition) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50)).until(any -> condition.get());
    }

    void resize(int width, int height) {
        in().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true));
    }

    void desktop() {
        in().manage().window().setSize(new Dimension(1200, 800));
    }

    void preferDark(boolean dark) {
        Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        in().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** Whether light text stands on dark ground. */
    boolean isDark() {
        return (Boolean) script("const sum = (c) => c.match(/[\\d.]+/g).slice(0, 3).reduce((a, b) => a + +b, 0);"
                + "const s = getComputedStyle(document.body); return sum(s.backgroundColor) < sum(s.color)");
    }

    void reload() {
        in().navigate().refresh();
    }

    /** Leaves a picture to look at in the build's directory. */
    void screenshot(String name) throws IOException {
        Path file = Path.of("target", "screenshots", name + ".png");
        Files.createDirectories(file.getParent());
        Files.write(file, in().getScreenshotAs(OutputType.BYTES));
    }

    void close() {
        in().close();
    }

    private ChromeDriver in() {
        driver.switchTo().window(handle);
        return driver;
    }
}
