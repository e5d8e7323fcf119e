package io.twsj.sample.page;

import io.twsj.http.HttpRequest;
import io.twsj.http.HttpResponder;
import io.twsj.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Serves the files of the chat's page, and nothing else. Immutable. */
@Component
final class ChatPage implements HttpResponder {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    /** Nothing but our own files; 'self' covers the WebSocket of the same host and port (CSP 3). */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, Page> pages = new LinkedHashMap<>();

    /** With the profile {@code secure} it asks for a token, since the server does. */
    ChatPage(Environment environment) {
        pages.put("/", Page.load("index.html", HTML));
        add("chat.css", CSS);
        String access = environment.matchesProfiles("secure") ? "access-token.js" : "access-open.js";
        pages.put("/access.js", Page.load(access, SCRIPT));
        add("chat.js", SCRIPT);
        add("connection.js", SCRIPT);
        add("log.js", SCRIPT);
        add("memory.js", SCRIPT);
        add("people.js", SCRIPT);
        add("theme.js", SCRIPT);
        add("typing.js", SCRIPT);
        add("favicon.svg", "image/svg+xml");
    }

    private void add(String file, String contentType) {
        pages.put("/" + file, Page.load(file, contentType));
    }

    @Override
    public @Nullable HttpResponse respond(HttpRequest request) {
        Page page = pages.get(request.path());
        return page == null ? null : page.answer(request);
    }

    /** A file, with the two answers it can lead to. */
    private record Page(String tag, HttpResponse whole, HttpResponse unchanged) {

        static Page load(String file, String contentType) {
            byte[] content = read(file);
            String tag = '"' + hash(content) + '"';
            return new Page(
                    tag,
                    common(HttpResponse.of(200, contentType, content), tag)
                            .with("Content-Security-Policy", POLICY)
                            .with("X-Content-Type-Options", "nosniff")
                            .with("Referrer-Policy", "no-referrer"),
                    common(HttpResponse.of(304, contentType, new byte[0]), tag));
        }

        /** Browsers ask each time whether the file they have is still the newest, so an update is seen at once. */
        private static HttpResponse common(HttpResponse response, String tag) {
            return response.with("Cache-Control", "no-cache").with("ETag", tag);
        }

        HttpResponse answer(HttpRequest request) {
            // RFC 9110 13.1.2: compared weakly, so a tag that a proxy has weakened counts, too.
            for (String candidate : request.headers().tokens("If-None-Match")) {
                if (candidate.equals("*") || candidate.equals(tag) || candidate.equals("W/" + tag)) {
                    return unchanged;
                }
            }
            return whole;
        }
    }

    private static byte[] read(String file) {
        try (InputStream in = ChatPage.class.getResourceAsStream("/page/" + file)) {
            if (in == null) {
                throw new IllegalStateException("file page/" + file + " is missing on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read page/" + file, e);
        }
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
