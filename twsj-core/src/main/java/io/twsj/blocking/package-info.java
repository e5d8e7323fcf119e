/**
 * Sockets that speak frames: {@link io.twsj.blocking.WsSocket} and {@link io.twsj.blocking.WsServerSocket}, used like
 * {@code java.net.Socket} and {@code ServerSocket}.
 *
 * <p>In: blocking calls, one connection in hand. Out: listeners and routes ({@code io.twsj}), the rules
 * ({@code io.twsj.protocol}). The connections live on event loops that all of them share, so pings are answered and a
 * close is acknowledged while nobody reads. Read {@code io.twsj.frame} next.
 */
@NullMarked
package io.twsj.blocking;

import org.jspecify.annotations.NullMarked;
