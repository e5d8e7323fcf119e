package io.twsj.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.protocol.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In which order a socket without a channel is given what its loop writes. */
@Timeout(30)
class StreamLinkTest {

    private final EventLoop loop = new EventLoop("loop", Ticker.SYSTEM, true);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CompletableFuture<Thread> writer = new CompletableFuture<>();

    StreamLinkTest() throws IOException {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    /** Takes its first write when it may. */
    private final class SlowSocket extends Socket {

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return new InetSocketAddress(1);
        }

        @Override
        public void setSoTimeout(int millis) {}

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int octet) {
                    throw new AssertionError("byte by byte");
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    writer.complete(Thread.currentThread());
                    awaitQuietly();
                    written.add(new String(bytes, from, length, US_ASCII));
                }
            };
        }

        @Override
        public void shutdownOutput() {
            written.add("end");
        }
    }

    private void awaitQuietly() throws IOException {
        try {
            goOn.await();
        } catch (InterruptedException unexpected) {
            throw new IOException(unexpected);
        }
    }

    @Test
    void theEndComesBehindWhatWasWrittenBeforeItWasAskedFor() throws Exception {
        CompletableFuture<Link> opened = new CompletableFuture<>();
        StreamLink.open(
                loop,
                new SlowSocket(),
                ByteBuffer.allocate(0),
                link -> {
                    opened.complete(link);
                    return NoHandler.INSTANCE;
                },
                opened::completeExceptionally);
        Link link = opened.get(10, TimeUnit.SECONDS);
        loop.execute(() -> {
            write(link, "first");
            link.flush();
        });
        Thread writing = writer.get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            write(link, "second");
            link.endOutput();
            goOn.countDown();
            // The thread has written and found nothing else to do.
            await().until(() -> writing.getState() == Thread.State.TIMED_WAITING);
            link.flush();
            done.complete(null);
        });
        done.get(20, TimeUnit.SECONDS);
        await().until(() -> written.contains("end"));
        assertThat(written).containsExactly("first", "second", "end");
    }

    private static void write(Link link, String text) {
        link.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }
}
