/**
 * Why a connection ended: close codes and reasons (RFC 6455 section 7.4), and the exceptions.
 *
 * <p>In: the vocabulary of endings, and {@link io.twsj.close.WebSocketException}, whose documentation is the map of what
 * can go wrong. Out: deciding when a connection ends ({@code io.twsj.protocol}). Read {@code io.twsj.frame} next.
 */
@NullMarked
package io.twsj.close;

import org.jspecify.annotations.NullMarked;
