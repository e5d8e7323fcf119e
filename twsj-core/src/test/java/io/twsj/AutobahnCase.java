package io.twsj;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A case of the Autobahn suite, fuzzing client against echo server: what is sent, and every frame that is to come back.
 *
 * @param script byte arrays, each a frame or a piece of one, and {@link #AWAIT_EVENT}
 * @param events what comes back before the close, exactly
 * @param ending who closes, and with what
 */
record AutobahnCase(String id, List<byte[]> script, List<WireFrame> events, Ending ending) {

    /** In a script: goes on when one more event has come. Stands where the suite pauses for a second. */
    static final byte[] AWAIT_EVENT = {};

    /** How a case ends; {@code code} is in the server's Close frame, -1 for none. */
    record Ending(boolean clientCloses, int code) {

        /** The client sends Close 1000 after the last event. */
        static final Ending ECHO = new Ending(true, 1000);

        /** The script itself makes the server close. */
        static Ending server(int code) {
            return new Ending(false, code);
        }
    }

    private static final Ending PROTOCOL_ERROR = Ending.server(1002);
    private static final Ending NOT_UTF8 = Ending.server(1007);
    private static final WireFrame HELLO = WireFrame.text("Hello, world!");
    private static final byte[] GREEK = hex("cebae1bdb9cf83cebcceb5");
    private static final byte[] HELLO_UTF8 = hex("48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121");

    int size() {
        return script.stream().mapToInt(piece -> piece.length).sum();
    }

    private static AutobahnCase echo(String id, List<WireFrame> frames, WireFrame... events) {
        return new AutobahnCase(id, masked(frames), List.of(events), Ending.ECHO);
    }

    private static AutobahnCase fail(String id, Ending how, List<WireFrame> frames, WireFrame... events) {
        return new AutobahnCase(id, masked(frames), List.of(events), how);
    }

    private static List<byte[]> masked(List<WireFrame> frames) {
        return frames.stream().map(WireFrame::masked).toList();
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] repeated(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Sections 1 to 7 and 10. */
    static Stream<AutobahnCase> all() {
        return Stream.of(
                        framing(),
                        pings(),
                        reservedBits(),
                        opcodes(),
                        fragmentation(),
                        utf8(),
                        closing(),
                        Stream.of(autoFragmentation()))
                .flatMap(section -> section);
    }

    private static Stream<AutobahnCase> framing() {
        List<AutobahnCase> cases = new ArrayList<>();
        int[] sizes = {0, 125, 126, 127, 128, 65535, 65536};
        for (int i = 0; i < sizes.length; i++) {
            WireFrame text = WireFrame.text(repeated('*', sizes[i]));
            WireFrame binary = WireFrame.binary(repeated(0xfe, sizes[i]));
            // 1.1.8 and 1.2.8 are the last sizes in writes of 997 octets.
            cases.add(echo("1.1." + (i + 1), List.of(text), text));
            cases.add(echo("1.2." + (i + 1), List.of(binary), binary));
        }
        return cases.stream();
    }

    private static Stream<AutobahnCase> pings() {
        WireFrame unasked = WireFrame.pong("unsolicited pong payload");
        WireFrame asked = WireFrame.ping("ping payload");
        byte[] odd = hex("00fffefdfcfb00ff");
        byte[] longest = repeated(0xfe, 125);
        List<WireFrame> ten = Stream.iterate(0, i -> i + 1)
                .limit(10)
                .map(i -> WireFrame.ping("payload-" + i))
                .toList();
        WireFrame[] tenPongs =
                ten.stream().map(ping -> WireFrame.pong(ping.text())).toArray(WireFrame[]::new);
        return Stream.of(
                echo("2.1", List.of(WireFrame.ping("")), WireFrame.pong("")),
                echo("2.2", List.of(WireFrame.ping("Hello, world!")), WireFrame.pong("Hello, world!")),
                echo("2.3", List.of(WireFrame.of(WireFrame.PING, odd)), WireFrame.of(WireFrame.PONG, odd)),
                echo("2.4+2.6", List.of(WireFrame.of(WireFrame.PING, longest)), WireFrame.of(WireFrame.PONG, longest)),
                fail("2.5", PROTOCOL_ERROR, List.of(WireFrame.of(WireFrame.PING, repeated(0xfe, 126)))),
                echo("2.7", List.of(WireFrame.pong(""))),
                echo("2.8", List.of(unasked)),
                echo("2.9", List.of(unasked, asked), WireFrame.pong("ping payload")),
                echo("2.10+2.11", ten, tenPongs));
    }

    private static Stream<AutobahnCase> reservedBits() {
        WireFrame ping = WireFrame.ping("");
        byte[] some = repeated(0xfe, 24);
        return Stream.of(
                fail("3.1", PROTOCOL_ERROR, List.of(HELLO.withRsv(1))),
                fail("3.2", PROTOCOL_ERROR, List.of(HELLO, HELLO.withRsv(2), ping), HELLO),
                fail("3.3", PROTOCOL_ERROR, List.of(HELLO, HELLO.withRsv(3), ping), HELLO),
                fail("3.4", PROTOCOL_ERROR, List.of(HELLO, HELLO.withRsv(4), ping), HELLO),
                fail("3.5", PROTOCOL_ERROR, List.of(WireFrame.binary(some).withRsv(5))),
                fail("3.6", PROTOCOL_ERROR, List.of(WireFrame.binary(some).withRsv(6))),
                fail("3.7", PROTOCOL_ERROR, List.of(WireFrame.close().withRsv(7))));
    }

    private static Stream<AutobahnCase> opcodes() {
        List<AutobahnCase> cases = new ArrayList<>();
        int[] reserved = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15};
        for (int i = 0; i < reserved.length; i++) {
            String id = "4." + (i / 5 + 1) + "." + (i % 5 + 1);
            // Empty and not, in turn.
            WireFrame frame = WireFrame.of(reserved[i], i % 5 == 0 || i % 5 == 2 ? "" : "reserved opcode payload");
            cases.add(
                    i % 5 < 2
                            ? fail(id, PROTOCOL_ERROR, List.of(frame))
                            : fail(id, PROTOCOL_ERROR, List.of(HELLO, frame, WireFrame.ping("")), HELLO));
        }
        return cases.stream();
    }

    private static Stream<AutobahnCase> fragmentation() {
        WireFrame first = WireFrame.text("fragment1").notFinal();
        WireFrame last = WireFrame.continuation("fragment2");
        WireFrame joined = WireFrame.text("fragment1fragment2");
        WireFrame ping = WireFrame.ping("ping payload");
        WireFrame stray = WireFrame.continuation("non-continuation payload");
        return Stream.of(
                fail("5.1", PROTOCOL_ERROR, List.of(WireFrame.ping("fragment1").notFinal(), last)),
                fail("5.2", PROTOCOL_ERROR, List.of(WireFrame.pong("fragment1").notFinal(), last)),
                echo("5.3-5.5", List.of(first, last), joined),
                echo("5.6-5.8", List.of(first, ping, last), WireFrame.pong("ping payload"), joined),
                fail("5.9-5.11", PROTOCOL_ERROR, List.of(stray, HELLO)),
                fail("5.12-5.14", PROTOCOL_ERROR, List.of(stray.notFinal(), HELLO)),
                fail(
                        "5.15",
                        PROTOCOL_ERROR,
                        List.of(
                                first,
                                last,
                                WireFrame.continuation("fragment3").notFinal(),
                                WireFrame.text("fragment4")),
                        joined),
                fail("5.16", PROTOCOL_ERROR, twice(stray.notFinal(), first, last)),
                fail("5.17", PROTOCOL_ERROR, twice(stray, first, last)),
                fail("5.18", PROTOCOL_ERROR, List.of(first, WireFrame.text("fragment2"))),
                pingsBetweenFragments());
    }

    private static List<WireFrame> twice(WireFrame... frames) {
        return Stream.concat(Arrays.stream(frames), Arrays.stream(frames)).toList();
    }

    /** The first pong comes before the message is complete. */
    private static AutobahnCase pingsBetweenFragments() {
        List<byte[]> script = List.of(
                WireFrame.text("fragment1").notFinal().masked(),
                WireFrame.continuation("fragment2").notFinal().masked(),
                WireFrame.ping("pongme 1!").masked(),
                AWAIT_EVENT,
                WireFrame.continuation("fragment3").notFinal().masked(),
                WireFrame.continuation("fragment4").notFinal().masked(),
                WireFrame.ping("pongme 2!").masked(),
                WireFrame.continuation("fragment5").masked());
        List<WireFrame> events = List.of(
                WireFrame.pong("pongme 1!"),
                WireFrame.pong("pongme 2!"),
                WireFrame.text("fragment1fragment2fragment3fragment4fragment5"));
        return new AutobahnCase("5.19+5.20", script, events, Ending.ECHO);
    }

    private static Stream<AutobahnCase> utf8() {
        WireFrame empty = WireFrame.continuation("");
        String middle = "middle frame payload";
        byte[] surrogate = hex("cebae1bdb9cf83cebcceb5eda080656469746564");
        WireFrame whole = WireFrame.text(HELLO_UTF8);
        Stream<AutobahnCase> named = Stream.of(
                echo("6.1.1", List.of(WireFrame.text("")), WireFrame.text("")),
                echo("6.1.2", List.of(WireFrame.text("").notFinal(), empty.notFinal(), empty), WireFrame.text("")),
                echo(
                        "6.1.3",
                        List.of(
                                WireFrame.text("").notFinal(),
                                WireFrame.continuation(middle).notFinal(),
                                empty),
                        WireFrame.text(middle)),
                echo("6.2.1", List.of(whole), whole),
                // Cut between two characters.
                echo(
                        "6.2.2",
                        List.of(
                                WireFrame.text(Arrays.copyOf(HELLO_UTF8, 12)).notFinal(),
                                WireFrame.continuation(Arrays.copyOfRange(HELLO_UTF8, 12, HELLO_UTF8.length))),
                        whole),
                echo("6.2.3", inOctets(HELLO_UTF8), whole),
                echo("6.2.4", inOctets(GREEK), WireFrame.text(GREEK)),
                fail("6.3.1", NOT_UTF8, List.of(WireFrame.text(surrogate))),
                fail("6.3.2", NOT_UTF8, inOctets(surrogate)));
        return Stream.concat(Stream.concat(named, failingFast()), singleTexts());
    }

    private static List<WireFrame> inOctets(byte[] text) {
        List<WireFrame> frames = new ArrayList<>();
        for (int i = 0; i < text.length; i++) {
            byte[] octet = {text[i]};
            WireFrame frame = i == 0 ? WireFrame.text(octet) : WireFrame.continuation(octet);
            frames.add(i == text.length - 1 ? frame : frame.notFinal());
        }
        return frames;
    }

    /** Strict: what would complete the message is never sent, so the server has to fail on what shows the mistake. */
    private static Stream<AutobahnCase> failingFast() {
        byte[] wrong = hex("f4908080");
        byte[] greekAndStart = hex("cebae1bdb9cf83cebcceb5f4");
        byte[] whole = hex("cebae1bdb9cf83cebcceb5f4908080656469746564");
        byte[] frame = WireFrame.text(whole).masked();
        int header = frame.length - whole.length;
        return Stream.of(
                fail(
                        "6.4.1",
                        NOT_UTF8,
                        List.of(
                                WireFrame.text(GREEK).notFinal(),
                                WireFrame.continuation(wrong).notFinal())),
                fail(
                        "6.4.2",
                        NOT_UTF8,
                        List.of(
                                WireFrame.text(greekAndStart).notFinal(),
                                WireFrame.continuation(hex("90")).notFinal())),
                pieces("6.4.3", frame, header + GREEK.length, header + GREEK.length + 4),
                pieces("6.4.4", frame, header + GREEK.length + 1, header + GREEK.length + 2));
    }

    private static AutobahnCase pieces(String id, byte[] frame, int firstEnd, int secondEnd) {
        List<byte[]> script = List.of(Arrays.copyOf(frame, firstEnd), Arrays.copyOfRange(frame, firstEnd, secondEnd));
        return new AutobahnCase(id, script, List.of(), NOT_UTF8);
    }

    private static Stream<AutobahnCase> singleTexts() {
        return TestResources.lines("autobahn-utf8.txt").map(line -> {
            String[] columns = line.split(" ");
            WireFrame text = WireFrame.text(hex(columns[1]));
            return columns[2].equals("valid")
                    ? echo(columns[0], List.of(text), text)
                    : fail(columns[0], NOT_UTF8, List.of(text));
        });
    }

    private static Stream<AutobahnCase> closing() {
        Ending normal = Ending.server(1000);
        WireFrame close = WireFrame.close(1000);
        WireFrame large = WireFrame.text(repeated('*', 256 << 10));
        WireFrame part = WireFrame.text("fragment1").notFinal();
        WireFrame ping = WireFrame.ping("");
        byte[] badReason = hex("cebae1bdb9cf83cebcceb5eda080656469746564");
        Stream<AutobahnCase> named = Stream.of(
                echo("7.1.1", List.of(HELLO), HELLO),
                fail("7.1.2", normal, List.of(close, WireFrame.close())),
                fail("7.1.3", normal, List.of(close, ping)),
                fail("7.1.4", normal, List.of(close, HELLO)),
                fail("7.1.5", normal, List.of(part, close, WireFrame.continuation("fragment2"))),
                fail("7.1.6", normal, List.of(large, HELLO, close, ping), large, HELLO),
                fail("7.3.1", Ending.server(-1), List.of(WireFrame.close())),
                fail("7.3.2", PROTOCOL_ERROR, List.of(WireFrame.of(WireFrame.CLOSE, "a"))),
                fail("7.3.3", normal, List.of(close)),
                fail("7.3.4", normal, List.of(WireFrame.close(1000, "Hello World!"))),
                fail("7.3.5", normal, List.of(WireFrame.close(1000, repeated('*', 123)))),
                fail("7.3.6", PROTOCOL_ERROR, List.of(WireFrame.close(1000, repeated('*', 124)))),
                fail("7.5.1", NOT_UTF8, List.of(WireFrame.close(1000, badReason))));
        int[] valid = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
        // The last two are 7.13, which the suite does not judge.
        int[] invalid = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535};
        Stream<AutobahnCase> answered = Arrays.stream(valid)
                .mapToObj(code -> fail("7.7 " + code, Ending.server(code), List.of(WireFrame.close(code))));
        Stream<AutobahnCase> refused = Arrays.stream(invalid)
                .mapToObj(code -> fail("7.9 " + code, PROTOCOL_ERROR, List.of(WireFrame.close(code))));
        return Stream.concat(named, Stream.concat(answered, refused));
    }

    private static AutobahnCase autoFragmentation() {
        byte[] text = repeated('*', 65536);
        List<WireFrame> frames = new ArrayList<>();
        for (int at = 0; at < text.length; at += 1300) {
            byte[] piece = Arrays.copyOfRange(text, at, Math.min(at + 1300, text.length));
            WireFrame frame = at == 0 ? WireFrame.text(piece) : WireFrame.continuation(piece);
            frames.add(at + 1300 < text.length ? frame.notFinal() : frame);
        }
        return echo("10.1.1", frames, WireFrame.text(text));
    }

    @Override
    public String toString() {
        return id;
    }
}
