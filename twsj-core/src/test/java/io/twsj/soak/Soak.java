package io.twsj.soak;

import static org.awaitility.Awaitility.await;

import io.twsj.Footprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Mixed load with churn for as long as wanted ({@code -Dsoak.minutes}, 3), by some threads an activity
 * ({@code -Dsoak.threads}, 3). Again and again everybody pauses; then what the
 * process holds must be what it held the first time. Not part of a build, since its name is none of a test's.
 */
class Soak {

    private static final int THREADS_AN_ACTIVITY = Integer.getInteger("soak.threads", 3);
    private static final int SLEEPERS = 50;
    private static final int PAUSES = 10;

    private final Tally tally = new Tally();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Rounds read, who pauses everybody writes. */
    private final ReadWriteLock rounds = new ReentrantReadWriteLock(true);

    private volatile boolean over;

    /** The JDK remembers up to 20,480 sessions of TLS for a day, which would look like a leak for hours. */
    @BeforeAll
    static void rememberFewTlsSessions() {
        System.setProperty("javax.net.ssl.sessionCacheSize", "500");
    }

    @AfterAll
    static void rememberThemAgain() {
        System.clearProperty("javax.net.ssl.sessionCacheSize");
    }

    @Test
    void nothingIsLostAndNothingGrows() throws Exception {
        // What is provoked here would fill the log.
        Logger log = Logger.getLogger("io.twsj");
        log.setLevel(Level.OFF);
        Duration time = Duration.ofMinutes(Integer.getInteger("soak.minutes", 3));
        try (SoakServers servers = new SoakServers();
                Callers callers = new Callers(servers, tally)) {
            List<Thread> threads = start(activities(servers, callers));
            try {
                watch(servers, new Sleepers(callers, SLEEPERS), time);
            } finally {
                over = true;
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        } finally {
            log.setLevel(null);
        }
    }

    private List<Activity> activities(SoakServers servers, Callers callers) {
        return List.of(
                new Talking(callers, tally),
                new Fragmenting(servers, tally),
                new Chatting(callers, tally),
                new SlowReading(servers, tally),
                new Offending(servers, callers, tally));
    }

    private List<Thread> start(List<Activity> activities) {
        List<Thread> threads = new ArrayList<>();
        for (Activity activity : activities) {
            for (int i = 0; i < THREADS_AN_ACTIVITY; i++) {
                Random random = new Random(threads.size());
                Thread thread = new Thread(() -> repeat(activity, random), "soak-" + threads.size());
                threads.add(thread);
                thread.start();
            }
        }
        return threads;
    }

    private void repeat(Activity activity, Random random) {
        while (!over && failure.get() == null) {
            rounds.readLock().lock();
            try {
                activity.round(random);
            } catch (Throwable found) {
                failure.compareAndSet(
                        null, new AssertionError(activity.getClass().getSimpleName() + " failed: " + found, found));
            } finally {
                rounds.readLock().unlock();
            }
        }
    }

    /** The first pause comes when all is warm. */
    private void watch(SoakServers servers, Sleepers sleepers, Duration time) throws Exception {
        long start = System.nanoTime();
        Footprint before = null;
        for (int pause = 1; pause <= PAUSES; pause++) {
            long next = start + time.toNanos() * pause / PAUSES;
            await().forever().until(() -> System.nanoTime() - next >= 0 || failure.get() != null);
            Footprint now = pause(servers, sleepers, before);
            before = before == null ? now : before;
            Duration passed = Duration.ofNanos(System.nanoTime() - start).truncatedTo(ChronoUnit.SECONDS);
            System.out.printf("%s: %s, resident %s, %s%n", passed, now, resident(), tally);
        }
    }

    private Footprint pause(SoakServers servers, Sleepers sleepers, Footprint before) throws Exception {
        rounds.writeLock().lock();
        try {
            if (failure.get() != null) {
                throw new AssertionError(failure.get().getMessage() + ", after " + tally, failure.get());
            }
            sleepers.speak();
            await().atMost(Duration.ofSeconds(30)).until(() -> servers.openConnections() == sleepers.count());
            AtomicReference<Footprint> now = new AtomicReference<>();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                now.set(Footprint.now());
                now.get().isNoLargerThan(before == null ? now.get() : before);
            });
            return now.get();
        } finally {
            rounds.writeLock().unlock();
        }
    }

    /** To be looked at: it has the native memory of zlib in it, and whatever the garbage collector keeps. */
    private static String resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> line.replaceAll("VmRSS:\\s*", ""))
                .findFirst()
                .orElse("unknown");
    }
}
