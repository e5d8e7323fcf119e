/**
 * The annotations that turn a bean into a WebSocket endpoint.
 *
 * <p>In: {@link io.twsj.spring.annotation.WebSocketHandler}, the callbacks, and what their parameters can be. Out: how
 * they are read ({@code io.twsj.spring.handler}). Read {@code io.twsj.spring.handler} next.
 */
@NullMarked
package io.twsj.spring.annotation;

import org.jspecify.annotations.NullMarked;
