package io.twsj;

/**
 * So many units a second, as a token bucket that holds as many as a second brings. All there is to know of a bucket is the
 * moment at which it is full again, and that the caller keeps. Immutable.
 *
 * <p>Something may be taken as long as a unit is in the bucket, also more than it holds: what is larger than the bucket gets
 * through, and is waited for afterwards.
 */
record Rate(long unitsPerSecond) {

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** The nanoseconds until something may be taken; not positive if it may be now. */
    long wait(long fullAt, long now) {
        return fullAt - now + SECOND_NANOS / unitsPerSecond - SECOND_NANOS;
    }

    /** When the bucket will be full after these units are taken; at most as many as an int counts. */
    long fullAfter(long fullAt, long now, long units) {
        long cost = units * SECOND_NANOS / unitsPerSecond;
        return (fullAt - now > 0 ? fullAt : now) + cost;
    }
}
