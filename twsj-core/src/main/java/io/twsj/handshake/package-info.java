/**
 * The opening handshake (RFC 6455 section 4), both sides, as judgements about heads; no bytes are moved here.
 *
 * <p>In: what a request must hold and which status refuses it ({@link io.twsj.handshake.ServerHandshake}), what a
 * client asks and which answer it takes ({@link io.twsj.handshake.ClientHandshake}), origins, subprotocols, the choice
 * among extensions. Out: reading heads ({@code io.twsj.http}), what an extension does with its parameters
 * ({@code io.twsj.extension}), sockets and time limits ({@code io.twsj.transport}). Read {@code io.twsj.protocol} next.
 */
@NullMarked
package io.twsj.handshake;

import org.jspecify.annotations.NullMarked;
