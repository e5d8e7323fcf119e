/**
 * Authentication in the opening handshake (RFC 6455 section 10.5; RFC 9110 section 11): challenges and the answers to
 * them.
 *
 * <p>In: reading challenges, {@link io.twsj.handshake.auth.ClientAuthenticator} as the place for schemes, Basic. Out: sending
 * and repeating requests ({@code io.twsj.dial}). Read {@code io.twsj.protocol} next.
 */
@NullMarked
package io.twsj.handshake.auth;

import org.jspecify.annotations.NullMarked;
