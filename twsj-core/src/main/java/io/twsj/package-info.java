/**
 * The public face: a WebSocket server and a client whose connections talk to listeners.
 *
 * <p>In: {@link io.twsj.WebSocketServer}, {@link io.twsj.Route}, {@link io.twsj.WebSocketClient},
 * {@link io.twsj.WebSocketListener}, {@link io.twsj.WebSocketConnection} and their options,
 * {@link io.twsj.WebSocketConnections} with rooms. Out: rules of the protocol ({@code io.twsj.protocol}), how
 * a client reaches a server ({@code io.twsj.dial}) and channels ({@code io.twsj.transport}). Read {@code io.twsj.protocol} next.
 */
@NullMarked
package io.twsj;

import org.jspecify.annotations.NullMarked;
