package io.twsj.protocol;

import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.extension.FrameTransform.PayloadSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transforms of one direction, one after the other. RFC 6455 9.1: what is agreed as {@code foo, bar} is sent through
 * foo first and bar second, and received the other way round. One caller at a time.
 */
final class TransformChain {

    private final FrameTransform[] transforms;

    /** The sink behind each transform. */
    private final PayloadSink[] sinks;

    private TransformChain(FrameTransform[] transforms, PayloadSink last) {
        this.transforms = transforms;
        this.sinks = new PayloadSink[transforms.length];
        PayloadSink behind = last;
        for (int i = transforms.length - 1; i >= 0; i--) {
            sinks[i] = behind;
            FrameTransform transform = transforms[i];
            PayloadSink next = behind;
            behind = bytes -> transform.payload(bytes, next);
        }
    }

    /** The way in, or null if there is nothing on it. */
    static @Nullable TransformChain inbound(List<ExtensionSession> agreed, PayloadSink last) {
        if (agreed.isEmpty()) {
            return null;
        }
        int count = agreed.size();
        FrameTransform[] transforms = new FrameTransform[count];
        for (int i = 0; i < count; i++) {
            transforms[i] = agreed.get(count - 1 - i).inbound();
        }
        return new TransformChain(transforms, last);
    }

    /** The way out, or null if there is nothing on it. */
    static @Nullable TransformChain outbound(List<ExtensionSession> agreed, PayloadSink last) {
        if (agreed.isEmpty()) {
            return null;
        }
        return new TransformChain(
                agreed.stream().map(ExtensionSession::outbound).toArray(FrameTransform[]::new), last);
    }

    int begin(int bits, long length) {
        int transformed = transforms[0].begin(bits, length);
        for (int i = 1; i < transforms.length; i++) {
            transformed = transforms[i].begin(transformed, FrameTransform.UNKNOWN_LENGTH);
        }
        return transformed;
    }

    /** As {@link FrameTransform#sharingKey}, of all together. */
    @Nullable
    Object sharingKey() {
        if (transforms.length == 1) {
            return transforms[0].sharingKey();
        }
        List<Object> keys = new ArrayList<>(transforms.length);
        for (FrameTransform transform : transforms) {
            Object key = transform.sharingKey();
            if (key == null) {
                return null;
            }
            keys.add(key);
        }
        return keys;
    }

    void payload(ByteBuffer bytes) {
        transforms[0].payload(bytes, sinks[0]);
    }

    void end() {
        for (int i = 0; i < transforms.length; i++) {
            transforms[i].end(sinks[i]);
        }
    }
}
