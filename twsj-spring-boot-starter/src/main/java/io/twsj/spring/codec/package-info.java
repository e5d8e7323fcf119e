/**
 * What messages look like: data formats, the envelope {@code {"type","id","data"}}, and what a peer is told of a message
 * that cannot be read.
 *
 * <p>In: {@link io.twsj.spring.codec.MessageFormats}, the formats an application can speak. Out: which method a message is
 * for ({@code io.twsj.spring.handler}).
 */
@NullMarked
package io.twsj.spring.codec;

import org.jspecify.annotations.NullMarked;
