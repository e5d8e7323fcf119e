/**
 * From an annotated bean to a listener: finding handlers, checking their methods, filling parameters, sending replies.
 *
 * <p>In: {@link io.twsj.spring.handler.WebSocketHandlers}, which finds the beans, and all that is prepared once at the
 * start so that a message needs no reflective look-up. Out: the terms on which a handler is served
 * ({@code io.twsj.spring.autoconfigure}). Read {@code io.twsj.spring.server} next.
 */
@NullMarked
package io.twsj.spring.handler;

import org.jspecify.annotations.NullMarked;
