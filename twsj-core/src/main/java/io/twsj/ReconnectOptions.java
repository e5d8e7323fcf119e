package io.twsj;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** How a {@link ReconnectingConnection} comes back. Immutable; defaults are stated at each setter. */
public final class ReconnectOptions {

    /** The defaults. */
    public static final ReconnectOptions DEFAULT = builder().build();

    /** Close codes after which coming back makes no sense: fulfilled, or sure to happen again. */
    private static final Set<Integer> FINAL_CODES = Set.of(1000, 1002, 1003, 1007, 1008, 1009, 1010);

    private final Builder values;

    private ReconnectOptions(Builder values) {
        this.values = values;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    Duration stableAfter() {
        return values.stableAfter;
    }

    boolean isTooMany(int attempts) {
        return values.maxAttempts > 0 && attempts > values.maxAttempts;
    }

    int maxQueuedBytes() {
        return values.maxQueuedBytes;
    }

    ReconnectListener listener() {
        return values.listener;
    }

    boolean givesUpOn(int closeCode) {
        return values.finalCodes.contains(closeCode);
    }

    /**
     * How long to wait before an attempt.
     *
     * @param attempt 1 for the first one after a failure
     * @param random 0 to 1: with full jitter, clients that lost the same server do not come back all at once
     */
    Duration delay(int attempt, double random) {
        double doubled = values.minDelay.toNanos() * Math.pow(2, Math.min(attempt - 1, 62));
        double most = Math.min((double) values.maxDelay.toNanos(), doubled);
        return Duration.ofNanos(Math.round(most * random));
    }

    /** Collects the options. One caller at a time. */
    public static final class Builder {

        private Duration minDelay = Duration.ofMillis(100);
        private Duration maxDelay = Duration.ofSeconds(30);
        private Duration stableAfter = Duration.ofSeconds(10);
        private int maxAttempts;
        private int maxQueuedBytes;
        private Set<Integer> finalCodes = FINAL_CODES;
        private ReconnectListener listener = ReconnectListener.NONE;

        private Builder() {}

        private Builder(Builder from) {
            minDelay = from.minDelay;
            maxDelay = from.maxDelay;
            stableAfter = from.stableAfter;
            maxAttempts = from.maxAttempts;
            maxQueuedBytes = from.maxQueuedBytes;
            finalCodes = from.finalCodes;
            listener = from.listener;
        }

        /**
         * The delay before an attempt is a random part of a time that begins with {@code min} (0.1 s) and doubles with each
         * failure up to {@code max} (30 s).
         */
        public Builder delay(Duration min, Duration max) {
            if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
                throw new IllegalArgumentException(
                        "delay from " + min + " to " + max + "; it must be positive and rise");
            }
            minDelay = min;
            maxDelay = max;
            return this;
        }

        /** How long a connection has to last for the delays to begin anew (10 s). */
        public Builder stableAfter(Duration duration) {
            stableAfter = Objects.requireNonNull(duration, "stableAfter");
            return this;
        }

        /** Attempts in a row after which it gives up (0: never). */
        public Builder maxAttempts(int attempts) {
            maxAttempts = notNegative("maxAttempts", attempts);
            return this;
        }

        /**
         * Bytes of messages that may wait for the next connection (0: sending without a connection is refused). Each
         * message counts 64 bytes more than its payload.
         */
        public Builder maxQueuedBytes(int bytes) {
            maxQueuedBytes = notNegative("maxQueuedBytes", bytes);
            return this;
        }

        /** Close codes after which it gives up (1000, 1002, 1003, 1007 to 1010). */
        public Builder giveUpOn(Set<Integer> closeCodes) {
            finalCodes = Set.copyOf(closeCodes);
            return this;
        }

        /** Who hears of attempts ({@link ReconnectListener#NONE}). */
        public Builder listener(ReconnectListener told) {
            listener = Objects.requireNonNull(told, "listener");
            return this;
        }

        /** The options as collected so far. */
        public ReconnectOptions build() {
            return new ReconnectOptions(new Builder(this));
        }

        private static int notNegative(String option, int value) {
            if (value < 0) {
                throw new IllegalArgumentException(option + " is " + value + "; it must not be negative");
            }
            return value;
        }
    }
}
