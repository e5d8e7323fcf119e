/**
 * Frames: the unit on the wire (RFC 6455 section 5).
 *
 * <p>In: the header's bits and lengths, masking, UTF-8 checking, frames by hand; each rule that a lone frame can show.
 * Out: rules about sequences of frames ({@code io.twsj.protocol}). Read {@code io.twsj.message} and
 * {@code io.twsj.extension} next.
 */
@NullMarked
package io.twsj.frame;

import org.jspecify.annotations.NullMarked;
