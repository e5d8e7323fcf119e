package io.twsj.protocol;

import io.twsj.frame.Frame;
import io.twsj.message.Message;

/**
 * The hooks of a connection, fixed at its opening handshake. Immutable.
 *
 * <pre>
 *  application ─→ message hooks ─→ frame hooks ─→ extensions ─→ masking ─→ network      first to last
 *  application ←─ message hooks ←─ frame hooks ←─ extensions ←─ masking ←─ network      last to first
 * </pre>
 *
 * <p>Frame hooks see frames as they are without extensions: inbound after them, outbound before them. They see control
 * frames too, those of automatic replies included, and what they make of a received one is what the reply answers; only
 * the Close frame of a connection that fails is kept from them. A control frame must stay of its kind, and the frames
 * that leave the chain must be a legal sequence; otherwise the connection fails with 1011. Message hooks see whole
 * messages. Of several chains the connection's own is nearer to the application than its server's.
 *
 * @param frames for each frame
 * @param messages for each whole message
 */
public record Hooks(HookChain<Frame> frames, HookChain<Message> messages) {

    /** No hooks. */
    public static final Hooks NONE = new Hooks(HookChain.empty(), HookChain.empty());

    /** The same with one more hook on frames, nearest to the application. */
    public Hooks firstOnFrames(Hook<Frame> hook) {
        return new Hooks(frames.first(hook), messages);
    }

    /** The same with one more hook on frames, nearest to the network. */
    public Hooks lastOnFrames(Hook<Frame> hook) {
        return new Hooks(frames.last(hook), messages);
    }

    /** The same with one more hook on messages, nearest to the application. */
    public Hooks firstOnMessages(Hook<Message> hook) {
        return new Hooks(frames, messages.first(hook));
    }

    /** The same with one more hook on messages, nearest to the network. */
    public Hooks lastOnMessages(Hook<Message> hook) {
        return new Hooks(frames, messages.last(hook));
    }

    /** These hooks and behind them, nearer to the network, others. */
    public Hooks then(Hooks behind) {
        return new Hooks(frames.then(behind.frames), messages.then(behind.messages));
    }
}
