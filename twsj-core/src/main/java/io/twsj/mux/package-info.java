/**
 * The protocol extension {@code mux}: many logical connections over one TCP connection. Hidden from users, who switch it
 * on with {@code io.twsj.MuxOptions}.
 *
 * <p>It follows draft-ietf-hybi-websocket-multiplexing as far as its text is known; the draft expired, so that both ends
 * are usually this library. Everything travels in binary messages of the <em>physical connection</em>, an ordinary
 * connection that agreed to {@code mux}: a channel id, then either control blocks (channel 0) or one octet FIN, RSV,
 * opcode and the payload of a <em>logical frame</em>.
 */
@NullMarked
package io.twsj.mux;

import org.jspecify.annotations.NullMarked;
