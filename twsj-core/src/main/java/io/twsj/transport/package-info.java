/**
 * Channels, selectors, clocks and threads: the only package that knows them. Hidden from users.
 *
 * <p>In: {@link io.twsj.transport.EventLoop} and what lives on one, above all {@link io.twsj.transport.Connection}, the
 * {@link io.twsj.protocol.Link} over a TCP channel. Out: what the bytes mean. Read {@code io.twsj} next.
 */
@NullMarked
package io.twsj.transport;

import org.jspecify.annotations.NullMarked;
