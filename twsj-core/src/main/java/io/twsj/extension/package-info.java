/**
 * The interface for protocol extensions (RFC 6455 sections 5.8 and 9).
 *
 * <p>In: what an extension implements ({@link io.twsj.extension.Extension} for the handshake,
 * {@link io.twsj.extension.ExtensionSession} for a connection, {@link io.twsj.extension.FrameTransform} for its frames)
 * and the header's elements ({@link io.twsj.extension.ExtensionParameters}). Out: choosing among several extensions
 * ({@code io.twsj.handshake}) and running them ({@code io.twsj.protocol}). Read {@code io.twsj.handshake} next.
 *
 * <p>An extension that marks with RSV2 what it has turned upside down:
 *
 * <pre>{@code
 * final class Flip implements Extension {
 *
 *     public String name() {
 *         return "x-flip";
 *     }
 *
 *     public ExtensionSession accept(ExtensionParameters offer) {
 *         return offer.parameters().isEmpty() ? new FlipSession() : null; // declines what it does not know
 *     }
 *
 *     public List<ExtensionParameters> offers() {
 *         return List.of(ExtensionParameters.of("x-flip"));
 *     }
 *
 *     public ExtensionSession confirm(ExtensionParameters response) {
 *         return accept(response);
 *     }
 * }
 *
 * final class FlipSession implements ExtensionSession { // one a connection
 *
 *     public ExtensionParameters agreed() {
 *         return ExtensionParameters.of("x-flip");
 *     }
 *
 *     public int rsvBits() {
 *         return FrameBits.RSV2;
 *     }
 *
 *     public FrameTransform inbound() {
 *         return new FlipTransform();
 *     }
 *
 *     public FrameTransform outbound() {
 *         return new FlipTransform();
 *     }
 *
 *     public void close() {}
 * }
 *
 * final class FlipTransform implements FrameTransform {
 *
 *     public int begin(int bits, long length) {
 *         return bits ^ FrameBits.RSV2; // sets it on the way out, clears it on the way in
 *     }
 *
 *     public void payload(ByteBuffer bytes, PayloadSink sink) {
 *         ByteBuffer flipped = ByteBuffer.allocate(bytes.remaining());
 *         while (bytes.hasRemaining()) {
 *             flipped.put((byte) ~bytes.get());
 *         }
 *         sink.accept(flipped.flip());
 *     }
 *
 *     public void end(PayloadSink sink) {} // nothing was held back
 * }
 * }</pre>
 *
 * <p>A route or a client takes it with {@code extensions(List.of(new Flip()))}; {@link io.twsj.extension.Extension#installed}
 * finds those that the class path declares. Several are agreed on in the order of that list, as long as none needs an RSV
 * bit of another: outbound frames pass the first one first, inbound frames the last one first (RFC 6455 section 9.1).
 */
@NullMarked
package io.twsj.extension;

import org.jspecify.annotations.NullMarked;
