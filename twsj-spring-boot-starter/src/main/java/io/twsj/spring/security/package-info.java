/**
 * Spring Security, where the application has it: its beans decide who may connect, and a handler's methods are called
 * with the peer's authentication in the {@code SecurityContext}.
 *
 * <p>In: what stands between the core's interfaces and those of Spring Security, which is an optional dependency. Out:
 * when it is used ({@code io.twsj.spring.autoconfigure}).
 */
@NullMarked
package io.twsj.spring.security;

import org.jspecify.annotations.NullMarked;
