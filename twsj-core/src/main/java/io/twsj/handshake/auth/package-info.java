/**
 * Authentication in the opening handshake (RFC 6455 section 10.5; RFC 9110 section 11), both sides.
 *
 * <p>In: who may connect to a server ({@link io.twsj.handshake.auth.Authenticator}, with Basic, Digest, bearer tokens and
 * certificates; users come from a {@link io.twsj.handshake.auth.CredentialStore}); what a client answers to a 401
 * ({@link io.twsj.handshake.auth.ClientAuthenticator}). Out: sending and repeating requests ({@code io.twsj.dial}), what
 * becomes of a connection whose credentials expire ({@code io.twsj}). Read {@code io.twsj.protocol} next.
 */
@NullMarked
package io.twsj.handshake.auth;

import org.jspecify.annotations.NullMarked;
