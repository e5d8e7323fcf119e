package io.twsj.protocol;

import io.twsj.extension.ExtensionSession;
import io.twsj.frame.Frame;
import java.util.ArrayList;
import java.util.List;

/** An engine on a {@link MemoryLink} whose frames somebody has a hand in. */
final class FrameEngine {

    final Role role;
    final MemoryLink link = new MemoryLink();
    final Recorder recorder = new Recorder();
    final List<Frame> received = new ArrayList<>();
    final WebSocketProtocol protocol;

    private FrameEngine(
            Role role, HookChain<Frame> hooks, boolean receives, boolean autoReply, List<ExtensionSession> extensions) {
        this.role = role;
        this.protocol = new WebSocketProtocol(
                role,
                new ProtocolLimits(100, 5),
                extensions,
                role == Role.CLIENT ? () -> Frames.KEY : MaskingKeys.NONE,
                new FrameAccess(hooks, receives ? received::add : null, autoReply),
                link,
                recorder);
    }

    static FrameEngine receiving(Role role) {
        return new FrameEngine(role, HookChain.empty(), true, true, List.of());
    }

    static FrameEngine receiving(Role role, ExtensionSession extension) {
        return new FrameEngine(role, HookChain.empty(), true, true, List.of(extension));
    }

    static FrameEngine silent(Role role) {
        return new FrameEngine(role, HookChain.empty(), true, false, List.of());
    }

    static FrameEngine hooked(Role role, Hook<Frame> hook) {
        return new FrameEngine(role, HookChain.<Frame>empty().last(hook), false, true, List.of());
    }

    static FrameEngine hooked(Role role, Hook<Frame> hook, ExtensionSession extension) {
        return new FrameEngine(role, HookChain.<Frame>empty().last(hook), false, true, List.of(extension));
    }

    Role peer() {
        return role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
    }

    void receive(WireFrame... frames) {
        protocol.receive(java.nio.ByteBuffer.wrap(Frames.sentBy(peer(), frames)));
    }

    void send(Frame... frames) {
        protocol.sendFrames(List.of(frames));
    }

    /** The frames on the wire since the last time, after the loop has done what it was asked to. */
    List<WireFrame> sent() {
        link.runTasks();
        return NaiveDecoder.frames(role, link.takeSent());
    }
}
