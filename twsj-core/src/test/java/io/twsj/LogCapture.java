package io.twsj;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what the library logs, and keeps it off the test's output: failures that a test makes happen. */
public final class LogCapture extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("io.twsj");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private LogCapture() {
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    public static LogCapture start() {
        return new LogCapture();
    }

    /** What was logged at this level or above. */
    public List<LogRecord> records(Level level) {
        return records.stream()
                .filter(logged -> logged.getLevel().intValue() >= level.intValue())
                .toList();
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
