/**
 * The engine: RFC 6455 after the opening handshake, for both roles, without sockets, threads or clocks.
 *
 * <p>In: {@link io.twsj.protocol.WebSocketProtocol} with its inbound and outbound half, the rules about sequences of
 * frames, the closing handshake, and {@link io.twsj.protocol.Link}, the one seam to the world. Out: channels
 * ({@code io.twsj.transport}) and listeners ({@code io.twsj}). Read {@code io.twsj.transport} next.
 */
@NullMarked
package io.twsj.protocol;

import org.jspecify.annotations.NullMarked;
