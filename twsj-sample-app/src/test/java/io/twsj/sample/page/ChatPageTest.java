package io.twsj.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.http.Headers;
import io.twsj.http.HttpRequest;
import io.twsj.http.HttpResponse;
import io.twsj.http.RequestHead;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** The files of the page and the headers they are served with. */
class ChatPageTest {

    private final ChatPage page = new ChatPage(new MockEnvironment());

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/?from=somewhere, text/html; charset=utf-8",
        "/chat.css, text/css; charset=utf-8",
        "/access.js, text/javascript; charset=utf-8",
        "/chat.js, text/javascript; charset=utf-8",
        "/connection.js, text/javascript; charset=utf-8",
        "/log.js, text/javascript; charset=utf-8",
        "/memory.js, text/javascript; charset=utf-8",
        "/people.js, text/javascript; charset=utf-8",
        "/theme.js, text/javascript; charset=utf-8",
        "/typing.js, text/javascript; charset=utf-8",
        "/favicon.svg, image/svg+xml",
    })
    void aFileIsServedWithItsType(String target, String contentType) {
        HttpResponse response = get(target, Headers.EMPTY);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().first("Content-Type")).isEqualTo(contentType);
        assertThat(response.body()).isNotEmpty();
    }

    @Test
    void onlyTheProfileSecureAsksForAToken() {
        MockEnvironment secure = new MockEnvironment();
        secure.setActiveProfiles("secure");
        HttpRequest request = request("/access.js", Headers.EMPTY);

        assertThat(new ChatPage(secure).respond(request).body()).asString().contains("needsToken = true");
        assertThat(page.respond(request).body()).asString().contains("needsToken = false");
    }

    @Test
    void aPageLoadsNothingFromElsewhereAndTypesAreNotGuessed() {
        Headers headers = get("/", Headers.EMPTY).headers();

        assertThat(headers.first("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("connect-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe")
                .doesNotContain("*");
        assertThat(headers.first("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(headers.first("Referrer-Policy")).isEqualTo("no-referrer");
    }

    /** Such markup would be blocked by the policy and fail in the browser only. */
    @Test
    void thePageHasNoInlineScriptsOrStyles() {
        String html = new String(get("/", Headers.EMPTY).body(), StandardCharsets.UTF_8);

        assertThat(html).doesNotContainPattern(Pattern.compile("<script(?![^>]*\\bsrc=)"));
        assertThat(html).doesNotContain("<style").doesNotContainPattern("\\s(style|on[a-z]+)=");
        assertThat(html).doesNotContainPattern("(src|href)=\"(https?:)?//");
    }

    @Test
    void aFileThatIsKnownIsNotSentAgain() {
        String tag = get("/chat.js", Headers.EMPTY).headers().first("ETag");
        assertThat(tag).matches("\"[0-9a-f]{24}\"");

        for (String condition : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
            HttpResponse response = get("/chat.js", Headers.of("If-None-Match", condition));
            assertThat(response.status()).isEqualTo(304);
            assertThat(response.body()).isEmpty();
            assertThat(response.headers().first("ETag")).isEqualTo(tag);
            assertThat(response.headers().first("Cache-Control")).isEqualTo("no-cache");
        }
        assertThat(get("/chat.js", Headers.of("If-None-Match", "\"other\"")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/index.htm",
                "/access-token.js",
                "/chat.js/",
                "//chat.js",
                "/../application.yml",
                "/%2e%2e/x",
                "/chat/lobby",
                "/favicon.ico"
            })
    void whatIsNoFileIsLeftToOthers(String target) {
        assertThat(page.respond(request(target, Headers.EMPTY))).isNull();
    }

    private static HttpRequest request(String target, Headers headers) {
        InetSocketAddress client = InetSocketAddress.createUnresolved("client", 50000);
        return new HttpRequest(new RequestHead("GET", target, headers), client, "chat.example", false);
    }

    private HttpResponse get(String target, Headers headers) {
        HttpResponse response = page.respond(request(target, headers));
        assertThat(response).isNotNull();
        return response;
    }
}
