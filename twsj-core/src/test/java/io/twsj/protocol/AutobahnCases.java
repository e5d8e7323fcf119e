package io.twsj.protocol;

import static io.twsj.protocol.Frames.binary;
import static io.twsj.protocol.Frames.close;
import static io.twsj.protocol.Frames.continuation;
import static io.twsj.protocol.Frames.frame;
import static io.twsj.protocol.Frames.hex;
import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.pong;
import static io.twsj.protocol.Frames.repeated;
import static io.twsj.protocol.Frames.text;
import static io.twsj.protocol.Frames.utf8;

import io.twsj.frame.NaiveUtf8;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cases of the Autobahn testsuite's sections 1 to 7 and 10, restated for an engine without sockets: what the peer
 * sends, how much of it is legal, and where the rest is to be found wrong. How the suite chops the bytes is left out, as
 * each case is tried with every chop.
 */
final class AutobahnCases {

    private static final byte[] GREEK = hex("cebae1bdb9cf83cebcceb5");
    private static final byte[] HELLO_UTF8 = hex("48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121");
    private static final String HELLO = "Hello, world!";

    private final List<Case> cases = new ArrayList<>();

    private AutobahnCases() {}

    /** Where a frame is found to be wrong. */
    enum Found {
        /** Nowhere. */
        NEVER,
        /** By its header, before a byte of payload comes. */
        IN_HEADER,
        /** At the first byte of its payload that no UTF-8 text goes on with; at its end if it just stops too early. */
        AT_FIRST_WRONG_BYTE,
        /** When it is complete. */
        AT_END
    }

    /**
     * One case.
     *
     * @param legal the frames that are to be understood and answered
     * @param rest the frame that is wrong, if any, and frames that are to be ignored
     * @param code the code the connection fails with; 0 if it does not fail
     */
    record Case(String id, List<WireFrame> legal, List<WireFrame> rest, int code, Found found) {

        List<WireFrame> sent() {
            List<WireFrame> sent = new ArrayList<>(legal);
            sent.addAll(rest);
            return sent;
        }

        boolean fails() {
            return code != 0;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static List<Case> all() {
        AutobahnCases table = new AutobahnCases();
        table.framing();
        table.pings();
        table.reservedBits();
        table.opcodes();
        table.fragmentation();
        table.utf8ByHand();
        table.utf8FromFile();
        table.closing();
        table.echo("10.1.1", fragments(repeated(65536, '*'), 1300));
        return table.cases;
    }

    // Rows

    /** All is understood; in the end the peer sends Close 1000. */
    private void echo(String id, WireFrame... frames) {
        List<WireFrame> legal = new ArrayList<>(List.of(frames));
        legal.add(close(1000));
        cases.add(new Case(id, legal, List.of(), 0, Found.NEVER));
    }

    /** The peer closes; what comes after is ignored. */
    private void closes(String id, List<WireFrame> upToClose, WireFrame... ignored) {
        cases.add(new Case(id, upToClose, List.of(ignored), 0, Found.NEVER));
    }

    private void fails(String id, List<WireFrame> legal, WireFrame... rest) {
        cases.add(new Case(id, legal, List.of(rest), 1002, Found.IN_HEADER));
    }

    private void notUtf8(String id, List<WireFrame> legal, WireFrame... rest) {
        cases.add(new Case(id, legal, List.of(rest), 1007, Found.AT_FIRST_WRONG_BYTE));
    }

    private void badClose(String id, int code, WireFrame frame) {
        cases.add(new Case(id, List.of(), List.of(frame), code, Found.AT_END));
    }

    // 1 Framing

    private void framing() {
        int[] sizes = {0, 125, 126, 127, 128, 65535, 65536, 65536};
        for (int i = 0; i < sizes.length; i++) {
            echo("1.1." + (i + 1), text(repeated(sizes[i], '*')));
        }
        for (int i = 0; i < sizes.length; i++) {
            echo("1.2." + (i + 1), binary(repeated(sizes[i], 0xfe)));
        }
    }

    // 2 Pings and pongs

    private void pings() {
        echo("2.1", ping(""));
        echo("2.2", ping(HELLO));
        echo("2.3", frame("ping", hex("00 ff fe fd fc fb 00 ff")));
        echo("2.4", frame("ping", repeated(125, 0xfe)));
        fails("2.5", List.of(), frame("ping", repeated(126, 0xfe)));
        echo("2.6", frame("ping", repeated(125, 0xfe)));
        echo("2.7", pong(""));
        echo("2.8", pong("unsolicited pong payload"));
        echo("2.9", pong("unsolicited pong payload"), ping("ping payload"));
        WireFrame[] ten =
                IntStream.range(0, 10).mapToObj(i -> ping("payload-" + i)).toArray(WireFrame[]::new);
        echo("2.10", ten);
        echo("2.11", ten);
    }

    // 3 Reserved bits

    private void reservedBits() {
        WireFrame hello = text(HELLO);
        fails("3.1", List.of(), hello.withRsv(1));
        fails("3.2", List.of(hello), hello.withRsv(2), ping(""));
        fails("3.3", List.of(hello), hello.withRsv(3), ping(""));
        fails("3.4", List.of(hello), hello.withRsv(4), ping(""));
        fails("3.5", List.of(), binary("00 ff fe fd fc fb 00 ff").withRsv(5));
        fails("3.6", List.of(), binary("00 ff fe fd fc fb 00 ff").withRsv(6));
        fails("3.7", List.of(), close().withRsv(7));
    }

    // 4 Opcodes

    private void opcodes() {
        WireFrame hello = text(HELLO);
        fails("4.1.1", List.of(), frame("op3", utf8("")));
        fails("4.1.2", List.of(), frame("op4", utf8("reserved opcode payload")));
        fails("4.1.3", List.of(hello), frame("op5", utf8("")), ping(""));
        fails("4.1.4", List.of(hello), frame("op6", utf8(HELLO)), ping(""));
        fails("4.1.5", List.of(hello), frame("op7", utf8(HELLO)), ping(""));
        fails("4.2.1", List.of(), frame("op11", utf8("")));
        fails("4.2.2", List.of(), frame("op12", utf8("reserved opcode payload")));
        fails("4.2.3", List.of(hello), frame("op13", utf8("")), ping(""));
        fails("4.2.4", List.of(hello), frame("op14", utf8(HELLO)), ping(""));
        fails("4.2.5", List.of(hello), frame("op15", utf8(HELLO)), ping(""));
    }

    // 5 Fragmentation

    private void fragmentation() {
        WireFrame first = text("fragment1").unfinished();
        WireFrame last = continuation("fragment2");
        fails("5.1", List.of(), ping("fragment1").unfinished(), last);
        fails("5.2", List.of(), pong("fragment1").unfinished(), last);
        for (String id : List.of("5.3", "5.4", "5.5")) {
            echo(id, first, last);
        }
        for (String id : List.of("5.6", "5.7", "5.8")) {
            echo(id, first, ping("ping payload"), last);
        }
        WireFrame stray = continuation("non-continuation payload");
        for (String id : List.of("5.9", "5.10", "5.11")) {
            fails(id, List.of(), stray, text(HELLO));
        }
        for (String id : List.of("5.12", "5.13", "5.14")) {
            fails(id, List.of(), stray.unfinished(), text(HELLO));
        }
        fails("5.15", List.of(first, last), continuation("fragment3").unfinished(), text("fragment4"));
        WireFrame open = stray.unfinished();
        fails("5.16", List.of(), open, first, last, open, first, last);
        fails("5.17", List.of(), stray, first, last, stray, first, last);
        fails("5.18", List.of(first), text("fragment2"));
        for (String id : List.of("5.19", "5.20")) {
            echo(
                    id,
                    first,
                    last.unfinished(),
                    ping("pongme 1!"),
                    continuation("fragment3").unfinished(),
                    continuation("fragment4").unfinished(),
                    ping("pongme 2!"),
                    continuation("fragment5"));
        }
    }

    // 6 UTF-8

    private void utf8ByHand() {
        echo("6.1.1", text(""));
        echo("6.1.2", text("").unfinished(), continuation("").unfinished(), continuation(""));
        echo(
                "6.1.3",
                text("").unfinished(),
                continuation("middle frame payload").unfinished(),
                continuation(""));
        echo("6.2.1", text(HELLO_UTF8));
        echo(
                "6.2.2",
                text(Arrays.copyOf(HELLO_UTF8, 14)).unfinished(),
                continuation(Arrays.copyOfRange(HELLO_UTF8, 14, HELLO_UTF8.length)));
        echo("6.2.3", fragments(HELLO_UTF8, 1));
        echo("6.2.4", fragments(GREEK, 1));
        // Valid, a surrogate, valid.
        byte[] surrogate = Frames.joined(GREEK, hex("eda080 656469746564"));
        notUtf8("6.3.1", List.of(), text(surrogate));
        notUtf8(
                "6.3.2",
                Arrays.asList(fragments(surrogate, 1)).subList(0, 12),
                Arrays.copyOfRange(fragments(surrogate, 1), 12, surrogate.length));
        // Valid, a code point above U+10FFFF, valid.
        byte[] tooGreat = Frames.joined(GREEK, hex("f4908080 656469746564"));
        WireFrame greek = text(GREEK).unfinished();
        notUtf8("6.4.1", List.of(greek), continuation(hex("f4908080")).unfinished(), continuation("edited"));
        notUtf8(
                "6.4.2",
                List.of(text(Arrays.copyOf(tooGreat, 12)).unfinished()),
                continuation(hex("90")).unfinished(),
                continuation(hex("8080 656469746564")));
        notUtf8("6.4.3", List.of(), text(tooGreat));
        notUtf8("6.4.4", List.of(), text(tooGreat));
    }

    /** 6.5 to 6.23: one text each. */
    private void utf8FromFile() {
        for (String line : lines("/io/twsj/autobahn-utf8.txt")) {
            String[] columns = line.split(" ");
            byte[] payload = hex(columns[1]);
            boolean valid = columns[2].equals("valid");
            if (valid != (NaiveUtf8.firstWrong(payload) == NaiveUtf8.VALID)) {
                throw new AssertionError("is that a mistake in the file? " + line);
            }
            if (valid) {
                echo(columns[0], text(payload));
            } else {
                notUtf8(columns[0], List.of(), text(payload));
            }
        }
    }

    private static List<String> lines(String resource) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(AutobahnCases.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    // 7 Closing

    private void closing() {
        closes("7.1.1", List.of(text("Hello World!"), close(1000)));
        closes("7.1.2", List.of(close(1000)), close());
        closes("7.1.3", List.of(close(1000)), ping(""));
        closes("7.1.4", List.of(close(1000)), text("Hello World!"));
        closes("7.1.5", List.of(text("fragment1").unfinished(), close(1000)), continuation("fragment2"));
        closes("7.1.6", List.of(text(repeated(256 << 10, 'B')), text("Hello World!"), close(1000)), ping(""));
        closes("7.3.1", List.of(close()));
        badClose("7.3.2", 1002, frame("close", utf8("a")));
        closes("7.3.3", List.of(close(1000)));
        closes("7.3.4", List.of(close(1000, "Hello World!")));
        closes("7.3.5", List.of(close(1000, "*".repeat(123))));
        fails("7.3.6", List.of(), close(1000, "*".repeat(124)));
        badClose("7.5.1", 1007, close(1000, Frames.joined(GREEK, hex("eda080 656469746564"))));
        int[] legal = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
        for (int i = 0; i < legal.length; i++) {
            closes("7.7." + (i + 1), List.of(close(legal[i])));
        }
        int[] illegal = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
        for (int i = 0; i < illegal.length; i++) {
            badClose("7.9." + (i + 1), 1002, close(illegal[i]));
        }
        badClose("7.13.1", 1002, close(5000));
        badClose("7.13.2", 1002, close(65535));
    }

    private static WireFrame[] fragments(byte[] text, int size) {
        List<WireFrame> fragments = new ArrayList<>();
        for (int at = 0; at < text.length; at += size) {
            byte[] part = Arrays.copyOfRange(text, at, Math.min(at + size, text.length));
            WireFrame fragment = at == 0 ? text(part) : continuation(part);
            fragments.add(at + size < text.length ? fragment.unfinished() : fragment);
        }
        return fragments.toArray(WireFrame[]::new);
    }
}
