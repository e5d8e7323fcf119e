/**
 * The protocol extension {@code mux}: many logical connections over one TCP connection. Hidden from users, who switch it
 * on with {@code io.twsj.MuxOptions}.
 *
 * <p>It follows draft-ietf-hybi-websocket-multiplexing as far as its text is known; the draft expired, so that both ends
 * are usually this library. Everything travels in binary messages of the <em>physical connection</em>, an ordinary
 * connection that agreed to {@code mux}: a channel id, then either control blocks (channel 0) or one octet FIN, RSV,
 * opcode and the payload of a <em>logical frame</em>. There is one frame in a message, and its length is the message's.
 *
 * <pre>
 *  physical Link ─→ WebSocketProtocol ─messages→ Multiplexer ─blocks→ LogicalOpening, SendQuota, ChannelSlots
 *                                                     └──frames→ LogicalLink: LogicalInput, LogicalFrames ─→ handler
 *  physical Link ←─ WebSocketProtocol ←─messages─ FairTurns ←─pieces─ LogicalLink: LogicalOutput, FrameCutter ←─ engine
 * </pre>
 *
 * <p>To what runs over it a channel is a {@link io.twsj.protocol.Link}. During the opening handshake it carries the bytes
 * of heads ({@code LogicalHeads} adds and takes away what blocks leave out), so that who judges handshakes on a server and
 * who dials in a client need not know of channels; afterwards it carries frames.
 *
 * <h2>A channel's states</h2>
 *
 * <pre>
 *  state      what happens                                     next
 *  opening    AddChannelRequest; frames that come wait         open (accepted), forgotten (rejected)
 *  open       frames both ways as quotas allow                 dropped, forgotten
 *  dropped    DropChannel was sent: nothing is sent, what      forgotten
 *             comes is ignored, until DropChannel comes back
 *  forgotten  the id is free of meaning; a server grants a slot for it
 * </pre>
 *
 * <p>A DropChannel stands for the end of TCP. The server sends it with 1000 after the closing handshake, either side with
 * 3000 after a failure or an abort; it is answered with 3008. What is received with 1000 is an end of stream behind the
 * frames that came before; any other code is a failure at once.
 *
 * <h2>Reactions</h2>
 *
 * <pre>
 *  from the peer                                                  reaction
 *  text message                                                   physical failure 2001
 *  channel id missing, truncated, not in its shortest form        2002
 *  nothing behind the channel id                                  2003; channel 0: ignored
 *  mux opcode 5 to 7                                              2004
 *  block truncated, with a reserved bit, a number not in its      2005
 *    shortest form, half a reason, in the wrong direction,
 *    about channel 0 (but DropChannel)
 *  AddChannelRequest for a channel that is there                  2006
 *  AddChannelRequest without a slot                               2007
 *  more than 2^63-1 slots                                         2008
 *  AddChannelRequest whose text is no request head                2009; a request to be refused: rejected, with its status
 *  encoding other than 0                                          2010 in a request, 2012 in a response
 *  AddChannelResponse whose text is no response head, or says     2011
 *    the opposite of its flag, or that nobody waits for
 *  more on a channel than its quota                               channel dropped with 3005
 *  quota above 2^63-1                                             3006
 *  frames of a channel in a wrong sequence, a control frame       3009
 *    of more than 125 octets in all its pieces
 *  anything else that RFC 6455 forbids on a channel               Close in the channel as anywhere, then 3000
 *  frame, FlowControl or DropChannel for no channel               ignored: it was on its way
 *  DropChannel of channel 0, end of TCP                           all channels end with 1006
 *  Close of the physical connection                               all channels get 1001; Close is answered
 * </pre>
 *
 * <p>A physical failure is a DropChannel of channel 0 with the code, and Close 1011; all channels end with 1006. A channel
 * that fails leaves the others as they are.
 *
 * <h2>Flow</h2>
 *
 * <p>Each direction of each channel has a quota of payload octets, and one more for each message begun. A receiver gives
 * back what the handler has consumed as soon as that is half of the window; nothing is given back while reading is paused,
 * so that no channel ever holds more than its window. A sender cuts frames where the quota ends, but no control frame.
 * Channels with something to send take turns of at most 16 KiB; control blocks go first. While more than 64 KiB wait for
 * the peer, channels keep theirs. A channel whose peer grants nothing is dropped by its own write timeout. A peer that sends
 * more control blocks than its channels and what it receives can ask for is read no faster than they would
 * ({@code ControlBudget}).
 *
 * <p>In: all this. Out: what handshakes must say ({@code io.twsj.handshake}), which connects share a connection
 * ({@code io.twsj}), compression of what is multiplexed, which would betray one channel to another, and the draft's
 * differential encoding of handshakes, which was on its way out. Read {@code io.twsj} next.
 */
@NullMarked
package io.twsj.mux;

import org.jspecify.annotations.NullMarked;
