/**
 * The server's life in an application: start and stop in Spring's phases, events, the port, failure analyses.
 *
 * <p>In: {@link io.twsj.spring.server.TwsjServerLifecycle} and what can be plugged into the server. Out: what the server
 * serves ({@code io.twsj.spring.handler}) and its settings ({@code io.twsj.spring.autoconfigure}). Read
 * {@code io.twsj.spring.autoconfigure} next.
 */
@NullMarked
package io.twsj.spring.server;

import org.jspecify.annotations.NullMarked;
