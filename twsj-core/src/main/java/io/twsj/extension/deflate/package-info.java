/**
 * Compression: permessage-deflate (RFC 7692) and its predecessor deflate-frame, built on the interface for extensions
 * alone.
 *
 * <p>In: {@link io.twsj.extension.deflate.PermessageDeflate} and {@link io.twsj.extension.deflate.DeflateFrame}, which a
 * route or a client takes as extensions. Hidden: what both are made of, a compressor and a decompressor that work piece
 * by piece, and the memory they share. Out: the interface itself ({@code io.twsj.extension}).
 *
 * <pre>
 *   Extension ─ accept, confirm ─&gt; DeflateSession ─┬─ outbound ─&gt; Compressor   ─┬─&gt; Codecs: borrowed for a message,
 *                                                  └─ inbound ──&gt; Decompressor ─┘   or kept for context takeover
 * </pre>
 */
@NullMarked
package io.twsj.extension.deflate;

import org.jspecify.annotations.NullMarked;
