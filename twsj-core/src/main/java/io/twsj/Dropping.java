package io.twsj;

import org.jspecify.annotations.Nullable;

/**
 * When a message for many may be dropped, besides where a connection's {@link Overflow} drops it. Immutable.
 *
 * @param ifLate whether it is worth nothing behind more output than the high mark
 * @param key what a newer message with an equal key makes it worthless for; null for none
 */
record Dropping(boolean ifLate, @Nullable Object key) {

    static final Dropping NEVER = new Dropping(false, null);
}
