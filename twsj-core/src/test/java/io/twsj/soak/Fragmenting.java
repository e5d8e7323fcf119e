package io.twsj.soak;

import io.twsj.RawClient;
import io.twsj.WireFrame;
import io.twsj.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** A client cuts its messages into fragments, with pings between them, and these into segments of TCP. */
record Fragmenting(SoakServers servers, Tally tally) implements Activity {

    private static final int MOST_MESSAGES = 50;
    private static final int MOST_FRAGMENTS = 20;

    @Override
    public void round(Random random) throws Exception {
        String path = random.nextBoolean() ? "/inline" : "/worker";
        try (RawClient client = RawClient.open(servers.clearPort(), path)) {
            client.timeout(60_000);
            tally.connections().increment();
            int count = random.nextInt(MOST_MESSAGES);
            for (int i = 0; i < count; i++) {
                echo(client, Callers.message(random), random);
                tally.echoes().increment();
            }
            client.send(WireFrame.close(1000));
            if (client.readFrame().closeCode() != 1000) {
                throw new AssertionError("Close was not answered with its code");
            }
        }
    }

    private static void echo(RawClient client, Message message, Random random) throws IOException {
        byte[] wire = fragments(message, random);
        client.writeChopped(wire, Math.max(1, wire.length / (1 + random.nextInt(4))));
        WireFrame answer = client.readFrame();
        while (answer.opcode() == WireFrame.PONG) {
            answer = client.readFrame();
        }
        int opcode = message.isText() ? WireFrame.TEXT : WireFrame.BINARY;
        if (answer.opcode() != opcode || !answer.fin() || !Arrays.equals(answer.payload(), message.bytes())) {
            throw new AssertionError("sent " + message + ", got " + answer);
        }
    }

    private static byte[] fragments(Message message, Random random) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        byte[] payload = message.bytes();
        int opcode = message.isText() ? WireFrame.TEXT : WireFrame.BINARY;
        int at = 0;
        for (int i = random.nextInt(MOST_FRAGMENTS); i > 0; i--) {
            int end = at + random.nextInt(payload.length - at + 1);
            wire.writeBytes(WireFrame.of(opcode, Arrays.copyOfRange(payload, at, end))
                    .notFinal()
                    .masked());
            if (random.nextInt(4) == 0) {
                wire.writeBytes(WireFrame.ping("still there?").masked());
            }
            opcode = WireFrame.CONTINUATION;
            at = end;
        }
        wire.writeBytes(WireFrame.of(opcode, Arrays.copyOfRange(payload, at, payload.length))
                .masked());
        return wire.toByteArray();
    }
}
