package io.twsj;

import io.twsj.close.CloseReason;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * A line in the log for each event of a server's connections, on its way to the listener. What a peer chose is written
 * without control characters, so that an event is one line and looks like itself.
 */
final class EventLog extends ForwardingDispatch {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private final Session session;

    EventLog(Session session, Dispatch next) {
        super(next);
        this.session = session;
    }

    /** Something that concerns the server as a whole. */
    static void server(String event) {
        LOG.log(Level.INFO, event);
    }

    private void log(Level level, String event) {
        LOG.log(level, () -> "connection " + session.id() + " " + escaped(event));
    }

    /** Control and format characters as an escape with their number. */
    static String escaped(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                line.appendCodePoint(c);
            } else {
                line.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return line.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    @Override
    public void open() {
        log(Level.INFO, "connected from " + session.remoteAddress() + " to " + session.path());
        super.open();
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        log(Level.DEBUG, "got a " + (isText ? "text" : "binary") + " message of " + payload.remaining() + " bytes");
        super.message(isText, payload);
    }

    @Override
    public void ping(ByteBuffer payload) {
        log(Level.DEBUG, "got a ping of " + payload.remaining() + " bytes");
        super.ping(payload);
    }

    @Override
    public void pong(ByteBuffer payload) {
        log(Level.DEBUG, "got a pong of " + payload.remaining() + " bytes");
        super.pong(payload);
    }

    @Override
    public void error(Throwable error) {
        log(Level.INFO, "failed: " + error);
        super.error(error);
    }

    @Override
    public void close(CloseReason reason) {
        log(Level.INFO, "closed with " + reason);
        super.close(reason);
    }
}
