package io.twsj;

/**
 * What became of a message for many, at the moment it was sent. A connection whose {@link Overflow} lets older messages go
 * may drop one that it has taken; it counts that itself. Immutable.
 *
 * @param delivered connections whose output has taken it
 * @param skipped connections that were closing or had ended
 * @param dropped connections that did not get it because too much output waits for them
 */
public record BroadcastResult(int delivered, int skipped, int dropped) {}
