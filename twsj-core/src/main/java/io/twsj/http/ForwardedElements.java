package io.twsj.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies on a request's way have written down, the one nearest to the client first: {@code Forwarded} (RFC 7239
 * section 4), or {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}.
 */
final class ForwardedElements {

    private ForwardedElements() {}

    /** One proxy's words; null for what it did not say. */
    record Element(
            @Nullable String node,
            @Nullable String scheme,
            @Nullable String host) {

        static final Element UNKNOWN = new Element(null, null, null);
    }

    // X-Forwarded-*

    /** Only the nearest proxy's scheme and host are taken: what stands before may be the client's invention. */
    static List<Element> deFacto(Headers headers) {
        String nodes = String.join(",", headers.all("X-Forwarded-For"));
        if (nodes.isBlank()) {
            return List.of();
        }
        List<Element> elements = new ArrayList<>();
        for (String node : nodes.split(",", -1)) {
            elements.add(new Element(
                    node.strip(), last(headers.all("X-Forwarded-Proto")), last(headers.all("X-Forwarded-Host"))));
        }
        return elements;
    }

    private static @Nullable String last(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        String line = lines.get(lines.size() - 1);
        String value = line.substring(line.lastIndexOf(',') + 1).strip();
        return value.isEmpty() ? null : value;
    }

    // Forwarded

    static List<Element> standard(Headers headers) {
        List<Element> elements = new ArrayList<>();
        for (String line : headers.all("Forwarded")) {
            for (String element : split(line)) {
                elements.add(element(element));
            }
        }
        return elements;
    }

    /**
     * At the commas outside of quotes. Where a quote has no end, at all commas: a client that opens one must not swallow
     * what a proxy has written behind it.
     */
    private static List<String> split(String line) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(line.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(line.substring(from));
        return quoted ? List.of(line.split(",", -1)) : parts;
    }

    /** What is malformed says nothing. */
    private static Element element(String text) {
        String node = null;
        String scheme = null;
        String host = null;
        for (String pair : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            String value = equals < 0 ? null : value(pair.substring(equals + 1).strip());
            if (value == null) {
                return Element.UNKNOWN;
            }
            switch (pair.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
                case "for" -> node = value;
                case "proto" -> scheme = value;
                case "host" -> host = value;
                default -> {
                    // "by", and what is to come.
                }
            }
        }
        return new Element(node, scheme, host);
    }

    /** A quoted string, or a bare value, in which looser than RFC 7239 4 a port may stand. */
    private static @Nullable String value(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        String value = quoted ? text.substring(1, text.length() - 1) : text;
        // None of the values of interest needs an escape.
        boolean legal = !value.isBlank() && value.indexOf('"') < 0 && value.indexOf('\\') < 0;
        return legal ? value : null;
    }
}
