package io.twsj.cli;

import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code connect}: sends what is typed and shows what arrives, until one side closes. */
final class ConnectCommand {

    static final String USAGE = """
            connect: sends each line typed as a text message and shows what arrives; the end of input (Ctrl-D) closes
              --header "NAME: VALUE"   a header line for the request, repeatable
              --origin URL             the origin to tell (none)
              --subprotocol NAME       a subprotocol to ask for, repeatable, best first (none)
              --user NAME:PASSWORD     answers a server that asks: Digest; Basic over wss or on this machine (none)
              --max-message-size BYTES largest message taken (1048576)
              --max-fragments N        most frames of a message (1024)
              --insecure               take any certificate of a wss server: anybody may be there
              --echo                   send every message back; reads no input
              --ping N                 send a ping every N seconds (none)
              --verbose                show pings, pongs and how the connection begins and ends, on standard error
              --deflate                offer permessage-deflate and take every legal answer
            """;

    private static final int ALL_WELL = 0;
    private static final int FAILED = 1;

    /** How both sides part in peace. */
    private static final Set<Integer> PEACEFUL = Set.of(CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.NO_STATUS);

    private final ConnectArguments arguments;
    private final Display display;
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    /** What was reported first, to be said with the end; null if nothing was. */
    private volatile @Nullable Throwable error;

    ConnectCommand(ConnectArguments arguments, Display display) {
        this.arguments = arguments;
        this.display = display;
    }

    /** Converses until the connection has ended; gives the exit code. */
    int run(InputStream input) {
        try (WebSocketClient client = WebSocketClient.create()) {
            URI uri = Objects.requireNonNull(arguments.uri);
            WebSocketConnection connection = client.connectBlocking(uri, arguments.options(), new Listener());
            if (!arguments.echo) {
                background("twsj-input", () -> send(connection, input)).start();
            }
            if (arguments.pingSeconds > 0) {
                startPings(connection);
            }
            return exitCode(closed.join());
        } catch (IOException failure) {
            display.failure(String.valueOf(failure.getMessage()));
            return FAILED;
        }
    }

    private static Thread background(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        thread.setDaemon(true);
        return thread;
    }

    private void send(WebSocketConnection connection, InputStream input) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                connection.send(line);
            }
            connection.close();
        } catch (ConnectionClosedException over) {
            // The peer was faster; its reason is what counts.
        } catch (IOException unreadable) {
            error = unreadable;
            connection.close(CloseReason.of(CloseCode.INTERNAL_ERROR));
        }
    }

    private void startPings(WebSocketConnection connection) {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(task -> background("twsj-ping", task));
        int seconds = arguments.pingSeconds;
        timer.scheduleAtFixedRate(() -> ping(connection), seconds, seconds, TimeUnit.SECONDS);
    }

    private void ping(WebSocketConnection connection) {
        display.note("> ping");
        connection
                .ping()
                .thenAccept(time -> display.note(String.format(
                        "round-trip time %.3f ms", time.toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1))));
    }

    private int exitCode(CloseReason reason) {
        if (PEACEFUL.contains(reason.code())) {
            display.hint("closed with " + reason);
            return ALL_WELL;
        }
        Throwable cause = error;
        String why = cause == null ? "" : ": " + cause.getMessage();
        display.failure("the connection ended with " + reason + why);
        return FAILED;
    }

    private final class Listener implements WebSocketListener {

        @Override
        public void onOpen(WebSocketConnection connection) {
            String subprotocol = connection.subprotocol();
            display.hint("connected to " + arguments.uri
                    + (subprotocol == null ? "" : " with subprotocol " + subprotocol)
                    + (arguments.echo ? "" : "; the end of input (Ctrl-D) closes"));
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            if (!display.message(message)) {
                connection.close();
            } else if (arguments.echo) {
                sendBack(connection, message);
            }
        }

        private void sendBack(WebSocketConnection connection, Message message) {
            try {
                connection.send(message);
            } catch (ConnectionClosedException over) {
                // The peer closed behind its message and wants no echo.
            }
        }

        @Override
        public void onPing(WebSocketConnection connection, ByteBuffer payload) {
            display.note("< ping " + Display.hex(payload));
        }

        @Override
        public void onPong(WebSocketConnection connection, ByteBuffer payload) {
            display.note("< pong " + Display.hex(payload));
        }

        @Override
        public void onError(WebSocketConnection connection, Throwable cause) {
            if (error == null) {
                error = cause;
            }
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            closed.complete(reason);
        }
    }
}
