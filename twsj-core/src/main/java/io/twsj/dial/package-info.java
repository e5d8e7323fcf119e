/**
 * Dialling: how a client gets from a URI to a connection whose opening handshake is done. Hidden from users.
 *
 * <p>In: names and addresses, proxies, the request and its response, redirects and 401, all under one deadline; begin at
 * {@link io.twsj.dial.Dial}. Out: what heads must say ({@code io.twsj.handshake}), channels ({@code io.twsj.transport}),
 * what happens on the connection afterwards. Read {@code io.twsj} next.
 */
@NullMarked
package io.twsj.dial;

import org.jspecify.annotations.NullMarked;
