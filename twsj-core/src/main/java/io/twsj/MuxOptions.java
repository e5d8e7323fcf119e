package io.twsj;

import io.twsj.mux.MuxTerms;
import java.time.Duration;

/**
 * How many logical connections share one TCP connection, and what they may hold, on the terms of the protocol extension
 * {@code mux}. Immutable; safe defaults, stated at each setter.
 *
 * <p>What the peer sent on a channel and the listener has not taken is bounded by quotas: a sender that has used up its
 * quota stops, on that channel only. Each channel's quota is {@link Builder#maxChannelBytes}, or its share of
 * {@link Builder#maxConnectionBytes} where that is less. What this endpoint sends is bounded for each logical connection
 * by its own {@link ConnectionOptions}, as anywhere; as many bytes as the quota are not counted there, like those in the
 * buffer of a socket.
 */
public final class MuxOptions {

    /** The defaults. */
    public static final MuxOptions DEFAULT = builder().build();

    private final Builder values;
    private final MuxTerms terms;

    private MuxOptions(Builder values) {
        this.values = values;
        this.terms = new MuxTerms(values.maxChannels, values.windowBytes(), values.idleTimeout);
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with these values. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    MuxTerms terms() {
        return terms;
    }

    /** Collects the options. One caller at a time. */
    public static final class Builder {

        private int maxChannels = 256;
        private int maxChannelBytes = 256 << 10;
        private int maxConnectionBytes = 64 << 20;
        private Duration idleTimeout = Duration.ofSeconds(30);

        private Builder() {}

        private Builder(Builder from) {
            maxChannels = from.maxChannels;
            maxChannelBytes = from.maxChannelBytes;
            maxConnectionBytes = from.maxConnectionBytes;
            idleTimeout = from.idleTimeout;
        }

        /** Logical connections over one TCP connection at the same time (256). A client opens another one beyond. */
        public Builder maxChannels(int channels) {
            maxChannels = positive("maxChannels", channels);
            return this;
        }

        /** Bytes received and not taken by the listener, for one logical connection (256 KiB). */
        public Builder maxChannelBytes(int bytes) {
            maxChannelBytes = positive("maxChannelBytes", bytes);
            return this;
        }

        /** Bytes received and not taken by listeners, for all logical connections of a TCP connection (64 MiB). */
        public Builder maxConnectionBytes(int bytes) {
            maxConnectionBytes = positive("maxConnectionBytes", bytes);
            return this;
        }

        /** How long a TCP connection without a logical connection stays, to be used again (30 s). */
        public Builder idleTimeout(Duration timeout) {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("idleTimeout is " + timeout + "; it must not be negative");
            }
            idleTimeout = timeout;
            return this;
        }

        /**
         * The options as collected so far.
         *
         * @throws IllegalArgumentException if less than 252 bytes are left for a channel, with which it could get stuck
         */
        public MuxOptions build() {
            int window = windowBytes();
            if (window < MuxTerms.SMALLEST_WINDOW) {
                throw new IllegalArgumentException("each of " + maxChannels + " channels may hold " + window
                        + " bytes; it needs " + MuxTerms.SMALLEST_WINDOW);
            }
            return new MuxOptions(new Builder(this));
        }

        private int windowBytes() {
            return Math.min(maxChannelBytes, maxConnectionBytes / maxChannels);
        }

        private static int positive(String option, int value) {
            if (value <= 0) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be positive");
            }
            return value;
        }
    }
}
