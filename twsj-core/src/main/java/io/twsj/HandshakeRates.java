package io.twsj;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many opening handshakes each address may still begin. Remembers the addresses that began one last, so many and no
 * more: who has so many addresses that the first one is forgotten meanwhile, gains a handshake by each. Thread-safe.
 */
final class HandshakeRates {

    static final int MOST_ADDRESSES = 1 << 16;

    /** So that loops rarely wait for one another. */
    private static final int PARTS = 16;

    private final Rate rate;
    private final Part[] parts = new Part[PARTS];

    HandshakeRates(int perSecond) {
        rate = new Rate(perSecond);
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    /** Addresses, and when the bucket of each is full again; those that were used last are at the end. */
    private static final class Part extends LinkedHashMap<Long, Long> {

        private static final long serialVersionUID = 1L;

        Part() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST_ADDRESSES / PARTS;
        }
    }

    /** Takes one handshake; false if it is one too many. */
    boolean take(Long address, long now) {
        Part part = parts[(Long.hashCode(address * 0x9E37_79B9_7F4A_7C15L) >>> 8) % PARTS];
        synchronized (part) {
            long fullAt = part.getOrDefault(address, now);
            if (rate.wait(fullAt, now) > 0) {
                return false;
            }
            part.put(address, rate.fullAfter(fullAt, now, 1));
            return true;
        }
    }

    /** Addresses that are remembered. */
    int size() {
        int size = 0;
        for (Part part : parts) {
            synchronized (part) {
                size += part.size();
            }
        }
        return size;
    }
}
