package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.twsj.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What an event loop allocates for a message once it is warm, as the JVM counts it for that thread: selector, reads and
 * writes are among it.
 */
class AllocationTest {

    private static final int MESSAGES_A_WRITE = 16;
    private static final int WARM_UP_WRITES = 10_000;
    private static final int WRITES = 5_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CompletableFuture<Long> loop = new CompletableFuture<>();

    private class Echo implements WebSocketListener {

        @Override
        public void onOpen(WebSocketConnection connection) {
            loop.complete(Thread.currentThread().getId());
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(message);
        }
    }

    @Test
    void aBinaryEchoTakesNothing() throws Exception {
        assertThat(bytesAMessage(new Echo(), WireFrame.binary(new byte[32]))).isLessThan(1);
    }

    @Test
    void aTextEchoTakesNothingAsLongAsNobodyAsksForItsText() throws Exception {
        assertThat(bytesAMessage(new Echo(), WireFrame.text("thirty-two bytes, more or less..")))
                .isLessThan(1);
    }

    private double bytesAMessage(WebSocketListener listener, WireFrame frame) throws Exception {
        byte[] request = repeated(frame.masked());
        int answer = repeated(frame.unmasked()).length;
        try (WebSocketServer server = Servers.inline(listener);
                RawClient client = RawClient.open(server.port(), "/")) {
            echo(client, request, answer, WARM_UP_WRITES);
            long before = THREADS.getThreadAllocatedBytes(loop.get());
            echo(client, request, answer, WRITES);
            long allocated = THREADS.getThreadAllocatedBytes(loop.get()) - before;
            return (double) allocated / (WRITES * MESSAGES_A_WRITE);
        }
    }

    private static byte[] repeated(byte[] frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < MESSAGES_A_WRITE; i++) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    private static void echo(RawClient client, byte[] request, int answer, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            client.write(request);
            client.readBytes(answer);
        }
    }
}
