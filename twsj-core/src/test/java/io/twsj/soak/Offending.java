package io.twsj.soak;

import io.twsj.RawClient;
import io.twsj.WireFrame;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A peer breaks off a handshake, sends garbage, resets in the middle of a frame, shows a wrong password. */
record Offending(SoakServers servers, Callers callers, Tally tally) implements Activity {

    private static final WireFrame LARGE = WireFrame.binary(new byte[100_000]);

    /** The head of a ClientHello's record, and no ClientHello. */
    private static final byte[] TLS_BEGINNING = {0x16, 3, 1, 2, 0, 1};

    private interface Offence {

        void commit(Random random) throws Exception;
    }

    @Override
    public void round(Random random) throws Exception {
        List<Offence> offences = List.of(
                this::halfRequest,
                this::garbage,
                this::halfFrame,
                this::violation,
                this::failingHandler,
                this::bomb,
                this::wrongPassword,
                this::rightPassword);
        offences.get(random.nextInt(offences.size())).commit(random);
        tally.offences().increment();
    }

    private void halfRequest(Random random) throws IOException {
        byte[] request = RawClient.request("/inline");
        try (RawClient peer = RawClient.connect(servers.clearPort())) {
            peer.write(Arrays.copyOf(request, random.nextInt(request.length)));
            leave(peer, random);
        }
    }

    private void garbage(Random random) throws IOException {
        byte[] garbage = new byte[1 + random.nextInt(100)];
        random.nextBytes(garbage);
        boolean toTls = random.nextBoolean();
        try (RawClient peer = RawClient.connect(toTls ? servers.tlsPort() : servers.clearPort())) {
            peer.write(toTls && random.nextBoolean() ? TLS_BEGINNING : garbage);
            leave(peer, random);
        } catch (SocketException cutOff) {
            // Before all of it was written.
        }
    }

    private void halfFrame(Random random) throws IOException {
        byte[] frame = LARGE.masked();
        try (RawClient peer = RawClient.open(servers.clearPort(), random.nextBoolean() ? "/inline" : "/worker")) {
            peer.write(Arrays.copyOf(frame, random.nextInt(frame.length)));
            leave(peer, random);
        }
    }

    private static void leave(RawClient peer, Random random) throws IOException {
        if (random.nextBoolean()) {
            peer.reset();
        } else if (random.nextBoolean()) {
            peer.shutdownOutput().skipToEnd();
        }
    }

    private void violation(Random random) throws IOException {
        endsWith("/inline", WireFrame.text("x").withRsv(1 + random.nextInt(7)), 1002);
    }

    private void failingHandler(Random random) throws IOException {
        endsWith("/fail", WireFrame.text("x"), 1011);
    }

    private void endsWith(String path, WireFrame frame, int code) throws IOException {
        try (RawClient peer = RawClient.open(servers.clearPort(), path)) {
            peer.send(frame);
            require(peer.readFrame().closeCode(), code);
        }
    }

    /** A mebibyte of zeros, in a thousandth of that. */
    private void bomb(Random random) throws IOException {
        try (RawClient peer =
                RawClient.open(servers.clearPort(), "/worker", "Sec-WebSocket-Extensions: permessage-deflate")) {
            peer.send(WireFrame.binary(Deflated.zeros(1 << 20)).withRsv(4));
            require(peer.readFrame().closeCode(), 1009);
        }
    }

    private void wrongPassword(Random random) throws IOException {
        String wrong = "Authorization: Basic " + (random.nextBoolean() ? "QWxhZGRpbjpvcGVu" : "!");
        try (RawClient peer = RawClient.connect(servers.clearPort())) {
            int status = peer.write(RawClient.request("/basic", wrong))
                    .readResponse()
                    .status();
            require(status, wrong.endsWith("!") ? 400 : 401);
        }
    }

    private void rightPassword(Random random) throws Exception {
        Answers answers = new Answers();
        String path = random.nextBoolean() ? "/basic" : "/digest";
        callers.call(random, path, SoakServers.USER, SoakServers.PASSWORD, answers)
                .close();
        answers.awaitEnd();
    }

    private static void require(int found, int expected) {
        if (found != expected) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }
}
