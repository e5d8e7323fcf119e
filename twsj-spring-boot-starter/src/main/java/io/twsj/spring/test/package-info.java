/**
 * For tests of applications: {@link io.twsj.spring.test.WebSocketTester} in every {@code @SpringBootTest}, and
 * {@link io.twsj.spring.test.WebSocketHandlerTest} for handlers by themselves, without a socket.
 *
 * <p>Works where Boot's test modules and AssertJ are on the class path, and does nothing elsewhere. In tests the server
 * takes any free port, unless they set {@code twsj.server.port} themselves.
 */
@NullMarked
package io.twsj.spring.test;

import org.jspecify.annotations.NullMarked;
