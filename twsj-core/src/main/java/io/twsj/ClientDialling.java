package io.twsj;

import io.twsj.dial.Target;
import io.twsj.transport.EventLoop;
import io.twsj.transport.LoopTimer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a {@link ReconnectingConnection} needs of its client: connections, and a loop for its delays. Thread-safe. */
final class ClientDialling implements ReconnectingConnection.Dialling, ReconnectingConnection.Later {

    private final WebSocketClient client;
    private final ClientContext context;
    private final Target target;
    private final ConnectOptions options;
    private final EventLoop loop;
    private @Nullable LoopTimer timer;

    ClientDialling(WebSocketClient client, ClientContext context, Target target, ConnectOptions options) {
        this.client = client;
        this.context = context;
        this.target = target;
        this.options = options;
        this.loop = context.loops().next().loop();
    }

    @Override
    public CompletableFuture<WebSocketConnection> connect(Endpoint endpoint, ReconnectingConnection.Lost lost) {
        return client.connect(context, target, options, endpoint, session -> {
            context.ended(session);
            session.afterwards(() -> context.onWorker(() -> lost.lost(session.closeReason())));
        });
    }

    @Override
    public void onWorker(Runnable action) {
        context.onWorker(action);
    }

    @Override
    public void after(Duration delay, Runnable action) {
        loop.execute(() -> set(delay, action));
    }

    // Loop only
    private void set(Duration delay, Runnable action) {
        if (timer != null) {
            timer.cancel();
        }
        timer = new LoopTimer(loop, action);
        timer.at(loop.now() + delay.toNanos());
    }
}
