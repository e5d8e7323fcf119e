package io.twsj.spring.server;

import java.time.Duration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The gentle part of the stop, in the phase where Boot's web servers have theirs: no new connections, 1001 to all, then a
 * wait for them to end. Other beans of the phase do theirs at the same time.
 */
public final class TwsjServerGracefulShutdown implements SmartLifecycle {

    /** As Boot's {@code WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE}, whose module may be absent. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

    private static final Log log = LogFactory.getLog(TwsjServerGracefulShutdown.class);

    private final TwsjServerLifecycle lifecycle;
    private final Duration gracePeriod;
    private final Duration phaseTimeout;

    /** Own state: Spring starts only what does not run. */
    private volatile boolean started;

    /**
     * A gentle stop of the server of this life cycle.
     *
     * @param gracePeriod how long connections may take to end
     * @param phaseTimeout how long Spring waits ({@code spring.lifecycle.timeout-per-shutdown-phase})
     */
    public TwsjServerGracefulShutdown(TwsjServerLifecycle lifecycle, Duration gracePeriod, Duration phaseTimeout) {
        this.lifecycle = lifecycle;
        this.gracePeriod = gracePeriod;
        this.phaseTimeout = phaseTimeout;
    }

    /** Starts nothing; only tells if the two times do not fit together. */
    @Override
    public void start() {
        started = true;
        if (lifecycle.isRunning() && isTooLong()) {
            log.warn("twsj.server.shutdown.grace-period (" + gracePeriod.toMillis()
                    + " ms) is longer than spring.lifecycle.timeout-per-shutdown-phase (" + phaseTimeout.toMillis()
                    + " ms), after which connections are cut");
        }
    }

    private boolean isTooLong() {
        return gracePeriod.compareTo(phaseTimeout) > 0;
    }

    @Override
    public void stop(Runnable callback) {
        Thread thread = new Thread(() -> stopThen(callback), "twsj-shutdown");
        thread.setDaemon(true);
        thread.start();
    }

    private void stopThen(Runnable callback) {
        try {
            stop();
        } finally {
            callback.run();
        }
    }

    @Override
    public void stop() {
        started = false;
        lifecycle.stopGently(isTooLong() ? phaseTimeout : gracePeriod);
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
