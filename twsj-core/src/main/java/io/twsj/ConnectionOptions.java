package io.twsj;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.protocol.Hooks;
import io.twsj.protocol.ProtocolLimits;
import io.twsj.transport.ConnectionTimers;
import java.time.Duration;
import java.util.Objects;

/**
 * What a connection may use, and how long it may take. Immutable; every value has a safe default, stated at its setter.
 */
public final class ConnectionOptions {

    /** The defaults. */
    public static final ConnectionOptions DEFAULT = builder().build();

    private final Builder values;
    private final ConnectionTimers.Terms timerTerms;
    private final ProtocolLimits protocolLimits;

    private final OutputGate outputGate;

    private ConnectionOptions(Builder values) {
        this.values = values;
        this.timerTerms = new ConnectionTimers.Terms(
                values.pingInterval, values.pongTimeout, values.closeTimeout, values.writeTimeout);
        this.protocolLimits = new ProtocolLimits(values.maxMessageBytes, values.maxFragments);
        this.outputGate = new OutputGate(this);
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with these values. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** See {@link Builder#maxMessageBytes}. */
    public int maxMessageBytes() {
        return values.maxMessageBytes;
    }

    /** See {@link Builder#maxFragments}. */
    public int maxFragments() {
        return values.maxFragments;
    }

    /** See {@link Builder#pingInterval}. */
    public Duration pingInterval() {
        return values.pingInterval;
    }

    /** See {@link Builder#pongTimeout}. */
    public Duration pongTimeout() {
        return values.pongTimeout;
    }

    /** See {@link Builder#closeTimeout}. */
    public Duration closeTimeout() {
        return values.closeTimeout;
    }

    /** See {@link Builder#writeTimeout}. */
    public Duration writeTimeout() {
        return values.writeTimeout;
    }

    /** See {@link Builder#outboundHighMark}. */
    public int outboundHighMark() {
        return values.outboundHighMark;
    }

    /** See {@link Builder#maxOutboundBytes}. */
    public int maxOutboundBytes() {
        return values.maxOutboundBytes;
    }

    /** See {@link Builder#maxOutboundMessages}. */
    public int maxOutboundMessages() {
        return values.maxOutboundMessages;
    }

    /** With no more waiting than that, any message may wait too. */
    int littleOutboundBytes() {
        return Math.min(values.outboundHighMark, values.maxOutboundBytes);
    }

    /** See {@link Builder#overflow}. */
    public Overflow overflow() {
        return values.overflow;
    }

    /** See {@link Builder#maxPendingMessages}. */
    public int maxPendingMessages() {
        return values.maxPendingMessages;
    }

    /** See {@link Builder#maxMessagesPerSecond}. */
    public int maxMessagesPerSecond() {
        return values.maxMessagesPerSecond;
    }

    /** See {@link Builder#maxBytesPerSecond}. */
    public int maxBytesPerSecond() {
        return values.maxBytesPerSecond;
    }

    /** See {@link Builder#rateViolation}. */
    public RateViolation rateViolation() {
        return values.rateViolation;
    }

    /** See {@link Builder#idleTimeout}. */
    public Duration idleTimeout() {
        return values.idleTimeout;
    }

    /** See {@link Builder#maxAge}. */
    public Duration maxAge() {
        return values.maxAge;
    }

    /** See {@link Builder#credentialsExpired}. */
    public CloseReason credentialsExpired() {
        return values.credentialsExpired;
    }

    /** See {@link Builder#hooks}. */
    public Hooks hooks() {
        return values.hooks;
    }

    ConnectionTimers.Terms timerTerms() {
        return timerTerms;
    }

    ProtocolLimits protocolLimits() {
        return protocolLimits;
    }

    /** A connection's gate: the one for all, or one of its own where senders wait. */
    OutputGate outputGate() {
        return values.overflow == Overflow.WAIT ? new OutputGate(this) : outputGate;
    }

    /** Collects the options. One caller at a time. */
    public static final class Builder {

        private int maxMessageBytes = 1 << 20;
        private int maxFragments = 1024;
        private Duration pingInterval = Duration.ofSeconds(20);
        private Duration pongTimeout = Duration.ofSeconds(20);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private Duration writeTimeout = Duration.ofSeconds(20);
        private int outboundHighMark = 64 << 10;
        private int maxOutboundBytes = 1 << 20;
        private int maxOutboundMessages;
        private Overflow overflow = Overflow.CLOSE;
        private int maxPendingMessages = 64;
        private int maxMessagesPerSecond;
        private int maxBytesPerSecond;
        private RateViolation rateViolation = RateViolation.CLOSE;
        private Duration idleTimeout = Duration.ZERO;
        private Duration maxAge = Duration.ZERO;
        private CloseReason credentialsExpired = new CloseReason(CloseCode.POLICY_VIOLATION, "credentials expired");
        private Hooks hooks = Hooks.NONE;

        private Builder() {}

        private Builder(Builder from) {
            maxMessageBytes = from.maxMessageBytes;
            maxFragments = from.maxFragments;
            pingInterval = from.pingInterval;
            pongTimeout = from.pongTimeout;
            closeTimeout = from.closeTimeout;
            writeTimeout = from.writeTimeout;
            outboundHighMark = from.outboundHighMark;
            maxOutboundBytes = from.maxOutboundBytes;
            maxOutboundMessages = from.maxOutboundMessages;
            overflow = from.overflow;
            maxPendingMessages = from.maxPendingMessages;
            maxMessagesPerSecond = from.maxMessagesPerSecond;
            maxBytesPerSecond = from.maxBytesPerSecond;
            rateViolation = from.rateViolation;
            idleTimeout = from.idleTimeout;
            maxAge = from.maxAge;
            credentialsExpired = from.credentialsExpired;
            hooks = from.hooks;
        }

        /** Largest message taken, in bytes after extensions (1 MiB). A larger one ends the connection with 1009. */
        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = positive("maxMessageBytes", bytes);
            return this;
        }

        /** Most frames a message may consist of (1,024). More end the connection with 1009. */
        public Builder maxFragments(int fragments) {
            maxFragments = positive("maxFragments", fragments);
            return this;
        }

        /**
         * Silence of the peer after which it is sent a ping (20 s); zero: no pings. Of connections that share a physical
         * one ({@link MuxOptions}) the first one's counts, for all of them.
         */
        public Builder pingInterval(Duration interval) {
            pingInterval = notNegative("pingInterval", interval);
            return this;
        }

        /** How long after a ping the peer may stay silent before it counts as gone (20 s). */
        public Builder pongTimeout(Duration timeout) {
            pongTimeout = positive("pongTimeout", timeout);
            return this;
        }

        /**
         * How long the peer may take to answer a Close frame before it is cut off, and how long its own Close frame waits
         * for the listener's replies to what came before it (5 s).
         */
        public Builder closeTimeout(Duration timeout) {
            closeTimeout = positive("closeTimeout", timeout);
            return this;
        }

        /** How long a peer may take no byte while output waits for it before it is cut off (20 s). */
        public Builder writeTimeout(Duration timeout) {
            writeTimeout = positive("writeTimeout", timeout);
            return this;
        }

        /**
         * Bytes of waiting output above which nothing more is read from the peer (64 KiB), if it is its messages that the
         * listener has answered with that output.
         */
        public Builder outboundHighMark(int bytes) {
            outboundHighMark = positive("outboundHighMark", bytes);
            return this;
        }

        /**
         * Bytes of waiting output above which {@link #overflow} decides (1 MiB); behind no more than the high mark, one
         * message may always wait.
         */
        public Builder maxOutboundBytes(int bytes) {
            maxOutboundBytes = positive("maxOutboundBytes", bytes);
            return this;
        }

        /**
         * Messages that may wait behind {@link #outboundHighMark} bytes of output before {@link #overflow} decides (0: as many
         * as {@link #maxOutboundBytes} allows).
         */
        public Builder maxOutboundMessages(int messages) {
            maxOutboundMessages = notNegative("maxOutboundMessages", messages);
            return this;
        }

        /** What happens to a send above {@link #maxOutboundBytes} or {@link #maxOutboundMessages} ({@link Overflow#CLOSE}). */
        public Builder overflow(Overflow policy) {
            overflow = Objects.requireNonNull(policy, "overflow");
            return this;
        }

        /**
         * Messages that may wait for a worker before the peer is no longer read (64). It is not read either while they
         * hold as many bytes as {@link #maxMessageBytes} allows a single one, at least 64 KiB.
         */
        public Builder maxPendingMessages(int messages) {
            maxPendingMessages = positive("maxPendingMessages", messages);
            return this;
        }

        /**
         * Messages that the peer may send in a second, on average and at once (0: any number). Pings and pongs count as
         * messages. More are treated as {@link #rateViolation} says.
         */
        public Builder maxMessagesPerSecond(int messages) {
            maxMessagesPerSecond = notNegative("maxMessagesPerSecond", messages);
            return this;
        }

        /**
         * Bytes that the peer may send in a second, on average and at once, in the payloads of what
         * {@link #maxMessagesPerSecond} counts, after extensions (0: any number). One message may be larger; it is waited
         * for.
         */
        public Builder maxBytesPerSecond(int bytes) {
            maxBytesPerSecond = notNegative("maxBytesPerSecond", bytes);
            return this;
        }

        /** What happens when the peer sends more than it may in a second ({@link RateViolation#CLOSE}). */
        public Builder rateViolation(RateViolation policy) {
            rateViolation = Objects.requireNonNull(policy, "rateViolation");
            return this;
        }

        /**
         * How long a connection may be without a message in either direction before it is closed with 1001 (zero: any
         * time), at most a quarter longer. Pings and pongs are no messages.
         */
        public Builder idleTimeout(Duration timeout) {
            idleTimeout = notNegative("idleTimeout", timeout);
            return this;
        }

        /**
         * How long a connection may be open before it is closed with 1001, for its client to come back and perhaps find
         * another server (zero: any time). Some go up to a tenth earlier, so that not all that came together go together.
         */
        public Builder maxAge(Duration age) {
            maxAge = notNegative("maxAge", age);
            return this;
        }

        /**
         * What ends a connection whose peer's credentials expire, nothing further being read (1008, "credentials
         * expired"); see {@link WebSocketConnection#authenticated}.
         *
         * @throws IllegalArgumentException if the code must not be sent (RFC 6455 section 7.4)
         */
        public Builder credentialsExpired(CloseReason reason) {
            if (!reason.maySend()) {
                throw new IllegalArgumentException("close code " + reason.code() + " must not be sent");
            }
            credentialsExpired = reason;
            return this;
        }

        /** Functions that see and replace frames and messages (none). A connection with frame hooks is a slower one. */
        public Builder hooks(Hooks hooks) {
            this.hooks = Objects.requireNonNull(hooks, "hooks");
            return this;
        }

        /** The options as collected so far. */
        public ConnectionOptions build() {
            return new ConnectionOptions(new Builder(this));
        }

        private static int positive(String option, int value) {
            if (value <= 0) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be positive");
            }
            return value;
        }

        private static int notNegative(String option, int value) {
            if (value < 0) {
                throw new IllegalArgumentException(option + " is " + value + "; it must not be negative");
            }
            return value;
        }

        private static Duration positive(String option, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be positive");
            }
            return value;
        }

        private static Duration notNegative(String option, Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException(option + " is " + value + "; it must not be negative");
            }
            return value;
        }
    }
}
