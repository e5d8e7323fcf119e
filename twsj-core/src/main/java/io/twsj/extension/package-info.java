/**
 * The interface for protocol extensions (RFC 6455 sections 5.8 and 9).
 *
 * <p>In: what an extension implements ({@link io.twsj.extension.Extension} for the handshake,
 * {@link io.twsj.extension.ExtensionSession} for a connection, {@link io.twsj.extension.FrameTransform} for its frames)
 * and the header's elements ({@link io.twsj.extension.ExtensionParameters}). Out: choosing among several extensions
 * ({@code io.twsj.handshake}) and running them ({@code io.twsj.protocol}). Read {@code io.twsj.handshake} next.
 */
@NullMarked
package io.twsj.extension;

import org.jspecify.annotations.NullMarked;
