package io.twsj.soak;

import io.twsj.ConnectOptions;
import io.twsj.MuxOptions;
import io.twsj.Overflow;
import io.twsj.TlsTesting;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Clients that connect in all ways there are: in the clear, over TLS, over shared connections, compressing. */
final class Callers implements AutoCloseable {

    private static final int MANY = 4096;

    private final SoakServers servers;
    private final Tally tally;
    private final WebSocketClient single = WebSocketClient.create();
    private final WebSocketClient sharing = WebSocketClient.builder()
            .mux(MuxOptions.builder().idleTimeout(Duration.ofSeconds(1)).build())
            .build();
    private final ConnectOptions plain;
    private final ConnectOptions compressing;

    Callers(SoakServers servers, Tally tally) throws IOException {
        this.servers = servers;
        this.tally = tally;
        this.plain = ConnectOptions.builder()
                .tls(TlsTesting.trusting("ec").build())
                .options(SoakServers.TERMS.toBuilder().overflow(Overflow.WAIT).build())
                .build();
        this.compressing = plain.toBuilder()
                .extensions(List.of(PermessageDeflate.of(
                        DeflateOptions.builder().contextTakeover(true).build())))
                .build();
    }

    /** A connection to a path, by one of the ways. */
    WebSocketConnection call(Random random, String path, Answers answers) throws IOException {
        return call(random, path, random.nextBoolean() ? plain : compressing, answers);
    }

    /** A connection with an answer to a 401. */
    WebSocketConnection call(Random random, String path, String user, String password, Answers answers)
            throws IOException {
        return call(random, path, plain.toBuilder().credentials(user, password).build(), answers);
    }

    private WebSocketConnection call(Random random, String path, ConnectOptions options, Answers answers)
            throws IOException {
        URI uri = random.nextBoolean()
                ? TlsTesting.uri(servers.tlsPort(), path)
                : URI.create("ws://localhost:" + servers.clearPort() + path);
        WebSocketConnection connection =
                (random.nextBoolean() ? single : sharing).connectBlocking(uri, options, answers);
        tally.connections().increment();
        return connection;
    }

    /** Text or binary, short mostly, sometimes as large as allowed. */
    static Message message(Random random) {
        int most = random.nextInt(50) == 0 ? SoakServers.LARGEST_MESSAGE : random.nextInt(10) == 0 ? MANY : 200;
        byte[] bytes = new byte[1 + random.nextInt(most)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
            return Message.binary(bytes);
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(8));
        }
        return Message.text(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        single.close();
        sharing.close();
    }
}
