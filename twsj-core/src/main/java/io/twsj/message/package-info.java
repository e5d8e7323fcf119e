/**
 * Messages: what applications send and get (RFC 6455 section 6), whole and without frame boundaries.
 *
 * <p>In: {@link io.twsj.message.Message} and who owns its bytes. Out: joining fragments ({@code io.twsj.protocol}). Read
 * {@code io.twsj.extension} next.
 */
@NullMarked
package io.twsj.message;

import org.jspecify.annotations.NullMarked;
