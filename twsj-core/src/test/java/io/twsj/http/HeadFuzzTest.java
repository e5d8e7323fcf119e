package io.twsj.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.twsj.frame.Cuts;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Any bytes as heads: the parsers agree with plain regular expressions, however the bytes are cut. */
class HeadFuzzTest {

    private static final HttpLimits LIMITS = new HttpLimits(256, 1024, 8);
    private static final InetSocketAddress PROXY = new InetSocketAddress("127.0.0.1", 1);

    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final String TEXT = "[\\t\\x20-\\x7e\\x80-\\xff]*";
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") ([\\x21\\x22\\x24-\\x7e]+) HTTP/1\\.[1-9]");
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] ([1-5][0-9][0-9])(?: (" + TEXT + "))?");
    private static final Pattern HEADER = Pattern.compile("(" + TOKEN + "):[\\t ]*(" + TEXT + ")");

    /** What a head comes to: its text, or its refusal; and how many bytes it took. */
    private record Outcome(String what, int consumed) {}

    private interface Shown<H> {

        String of(H head);
    }

    @FuzzTest
    void requests(byte[] bytes) {
        Outcome found = sameHoweverCut(bytes, true);
        compare(found, bytes, naiveRequest(bytes));
    }

    @FuzzTest
    void responses(byte[] bytes) {
        Outcome found = sameHoweverCut(bytes, false);
        compare(found, bytes, naiveResponse(bytes));
    }

    private static Outcome sameHoweverCut(byte[] bytes, boolean request) {
        Outcome whole = outcome(bytes, new int[] {bytes.length}, request);
        int[] single = IntStream.rangeClosed(1, bytes.length).toArray();
        assertThat(outcome(bytes, single, request)).isEqualTo(whole);
        int[] random = Cuts.random(new Random(Arrays.hashCode(bytes)), bytes.length);
        assertThat(outcome(bytes, random, request)).isEqualTo(whole);
        return whole;
    }

    private static Outcome outcome(byte[] bytes, int[] ends, boolean request) {
        return request
                ? outcome(HeadParser.forRequest(LIMITS), bytes, ends, HeadFuzzTest::shown)
                : outcome(HeadParser.forResponse(LIMITS), bytes, ends, HeadFuzzTest::shown);
    }

    private static <H> Outcome outcome(HeadParser<H> parser, byte[] bytes, int[] ends, Shown<H> shown) {
        try {
            int consumed = HeadCuts.feed(parser, bytes, ends, false);
            return new Outcome(consumed < 0 ? "incomplete" : shown.of(parser.head()), consumed);
        } catch (HttpException refused) {
            // Where a head has several faults, the one that is met first may depend on the cut.
            assertThat(refused.status()).isIn(400, 414, 431, 502, 505);
            return new Outcome("refused", 0);
        }
    }

    private static String shown(RequestHead head) {
        return new String(head.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String shown(ResponseHead head) {
        return new String(head.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void compare(Outcome found, byte[] bytes, @Nullable String naive) {
        boolean accepted = found.consumed() > 0;
        if (accepted) {
            assertThat(found.what()).isEqualTo(naive);
            assertThat(found.consumed()).isLessThanOrEqualTo(LIMITS.maxHeadBytes());
        } else {
            assertThat(naive).as("naively read, but %s", found.what()).isNull();
            assertThat(found.what().equals("incomplete") && bytes.length >= LIMITS.maxHeadBytes())
                    .as("undecided at the limit")
                    .isFalse();
        }
    }

    // The reference

    private static @Nullable String naiveRequest(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<String> lines = lines(text.startsWith("\r\n") ? text.substring(2) : text, text.startsWith("\r\n") ? 2 : 0);
        Matcher first = REQUEST_LINE.matcher(lines.isEmpty() ? "" : lines.get(0));
        Headers headers = headers(lines);
        if (headers == null || !first.matches()) {
            return null;
        }
        try {
            return shown(new RequestHead(first.group(1), first.group(2), headers));
        } catch (IllegalArgumentException neitherPathNorUri) {
            return null;
        }
    }

    private static @Nullable String naiveResponse(byte[] bytes) {
        List<String> lines = lines(new String(bytes, StandardCharsets.ISO_8859_1), 0);
        Matcher first = STATUS_LINE.matcher(lines.isEmpty() ? "" : lines.get(0));
        Headers headers = headers(lines);
        if (headers == null || !first.matches() || lines.get(0).startsWith("HTTP/1.0 101")) {
            return null;
        }
        String reason = first.group(2) == null ? "" : first.group(2);
        return shown(new ResponseHead(Integer.parseInt(first.group(1)), reason, headers));
    }

    /** The lines before the first empty one; none if the head is not complete or too large. */
    private static List<String> lines(String text, int skipped) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || end + 4 + skipped > LIMITS.maxHeadBytes()) {
            return List.of();
        }
        List<String> lines = Arrays.asList(text.substring(0, end).split("\r\n", -1));
        boolean fits = lines.get(0).length() <= LIMITS.maxRequestLineBytes() && lines.size() - 1 <= LIMITS.maxHeaders();
        return fits ? lines : List.of();
    }

    private static @Nullable Headers headers(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher header = HEADER.matcher(line);
            if (!header.matches()) {
                return null;
            }
            parts.add(header.group(1));
            parts.add(header.group(2).replaceAll("[\\t ]+\\z", ""));
        }
        return new Headers(parts.toArray(String[]::new), parts.size());
    }

    // Behind proxies

    /** What stands behind the last trusted address cannot be changed by what a client wrote before it. */
    @FuzzTest
    void forwarded(byte[] bytes) throws HttpException {
        String line = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!HttpSyntax.isFieldValue(line)) {
            return;
        }
        TrustedProxies trusted = TrustedProxies.of(List.of("127.0.0.0/8"));
        Headers invented = Headers.builder()
                .add("Forwarded", line)
                .add("Forwarded", "for=192.0.2.1")
                .build();
        assertThat(trusted.judge(PROXY, invented).client()).isEqualTo(new InetSocketAddress("192.0.2.1", 0));
        Headers sameLine =
                Headers.builder().add("Forwarded", line + ", for=192.0.2.1").build();
        assertThat(trusted.judge(PROXY, sameLine).client()).isIn(new InetSocketAddress("192.0.2.1", 0), PROXY);
        Headers deFacto =
                Headers.builder().add("X-Forwarded-For", line + ", 192.0.2.1").build();
        assertThat(trusted.judge(PROXY, deFacto).client()).isEqualTo(new InetSocketAddress("192.0.2.1", 0));
    }
}
