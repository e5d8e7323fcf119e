package io.twsj.extension.deflate;

/**
 * How this endpoint compresses, whatever the extension is called. Immutable.
 *
 * <p>Without context takeover, which is the default, each message is compressed by itself: a connection that is idle holds
 * no memory for compression, and a few deflaters serve thousands of connections. With context takeover short messages
 * that resemble each other become much smaller, at about 264 KiB of memory for the way out and 80 KiB for the way in, for
 * each connection.
 */
public final class DeflateOptions {

    /** Each message by itself, at level 5. */
    public static final DeflateOptions DEFAULT = builder().build();

    private final boolean serverNoContextTakeover;
    private final boolean clientNoContextTakeover;
    private final int serverMaxWindowBits;
    private final int level;
    private final int minSize;
    private final long memoryBudget;
    private final int maxRatio;

    private DeflateOptions(Builder builder) {
        serverNoContextTakeover = builder.serverNoContextTakeover;
        clientNoContextTakeover = builder.clientNoContextTakeover;
        serverMaxWindowBits = builder.serverMaxWindowBits;
        level = builder.level;
        minSize = builder.minSize;
        memoryBudget = builder.memoryBudget;
        maxRatio = builder.maxRatio;
    }

    /** Options to be changed, beginning with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** See {@link Builder#serverNoContextTakeover}. */
    public boolean serverNoContextTakeover() {
        return serverNoContextTakeover;
    }

    /** See {@link Builder#clientNoContextTakeover}. */
    public boolean clientNoContextTakeover() {
        return clientNoContextTakeover;
    }

    /** See {@link Builder#serverMaxWindowBits}. */
    public int serverMaxWindowBits() {
        return serverMaxWindowBits;
    }

    /** See {@link Builder#level}. */
    public int level() {
        return level;
    }

    /** See {@link Builder#minSize}. */
    public int minSize() {
        return minSize;
    }

    /** See {@link Builder#memoryBudget}. */
    public long memoryBudget() {
        return memoryBudget;
    }

    /** See {@link Builder#maxRatio}. */
    public int maxRatio() {
        return maxRatio;
    }

    /** Collects the options. One caller at a time. */
    public static final class Builder {

        private boolean serverNoContextTakeover = true;
        private boolean clientNoContextTakeover = true;
        private int serverMaxWindowBits = WindowBits.MOST;
        private int level = 5;
        private int minSize = 256;
        private long memoryBudget = 512L << 20;
        private int maxRatio = 100;

        private Builder() {}

        /** Whether messages may refer to earlier ones, in both directions (no): the two options below in one. */
        public Builder contextTakeover(boolean allowed) {
            return serverNoContextTakeover(!allowed).clientNoContextTakeover(!allowed);
        }

        /**
         * Whether the server compresses each message by itself (yes): what a server does whether or not it is asked, and a
         * client asks for. A server that is asked does so in any case.
         */
        public Builder serverNoContextTakeover(boolean renounced) {
            serverNoContextTakeover = renounced;
            return this;
        }

        /**
         * Whether the client compresses each message by itself (yes): what a server demands, and a client does and
         * announces.
         */
        public Builder clientNoContextTakeover(boolean renounced) {
            clientNoContextTakeover = renounced;
            return this;
        }

        /**
         * Window of the server's compressor, 2^bits bytes with bits from 8 to 15 (15): what a server uses at most, and a
         * client asks for. The JDK has no smaller window than the largest: ours forgets its history more often instead,
         * which costs size and saves the peer memory only.
         *
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder serverMaxWindowBits(int bits) {
            serverMaxWindowBits = WindowBits.require(bits);
            return this;
        }

        /**
         * How hard to try, from 1, the fastest, to 9, the smallest (5).
         *
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder level(int effort) {
            if (effort < 1 || effort > 9) {
                throw new IllegalArgumentException("level " + effort + " is not within 1 to 9");
            }
            level = effort;
            return this;
        }

        /**
         * Bytes below which a message goes out as it is (256).
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder minSize(int bytes) {
            minSize = (int) requireNotNegative("minSize", bytes);
            return this;
        }

        /**
         * Bytes of memory, native mostly, that all connections of the extension may use at a time for compression (512 MiB). Above,
         * new connections agree to no context takeover, messages go out as they are, and a peer whose message cannot be
         * decompressed is closed with 1013.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder memoryBudget(long bytes) {
            memoryBudget = requireNotNegative("memoryBudget", bytes);
            return this;
        }

        /**
         * How many times as large a message of a peer may become, once it has more than 64 KiB; above: 1009 (100). 0 is no
         * bound but the message limit; deflate itself ends at about 1,030.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxRatio(int times) {
            maxRatio = (int) requireNotNegative("maxRatio", times);
            return this;
        }

        private static long requireNotNegative(String name, long value) {
            if (value < 0) {
                throw new IllegalArgumentException(name + " must not be negative: " + value);
            }
            return value;
        }

        /** The options as they are now. */
        public DeflateOptions build() {
            return new DeflateOptions(this);
        }
    }
}
