package io.twsj.extension;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An extension that does what another one does, but for what a test changes in its sessions. */
public abstract class WrappedExtension implements Extension {

    private final Extension wrapped;

    protected WrappedExtension(Extension wrapped) {
        this.wrapped = wrapped;
    }

    /** The session of a connection, mostly a {@link Session} around what was agreed on. */
    protected abstract ExtensionSession wrap(ExtensionSession session);

    private @Nullable ExtensionSession wrapIfAgreed(@Nullable ExtensionSession session) {
        return session == null ? null : wrap(session);
    }

    @Override
    public String name() {
        return wrapped.name();
    }

    @Override
    public @Nullable ExtensionSession accept(ExtensionParameters offer) {
        return wrapIfAgreed(wrapped.accept(offer));
    }

    @Override
    public List<ExtensionParameters> offers() {
        return wrapped.offers();
    }

    @Override
    public @Nullable ExtensionSession confirm(ExtensionParameters response) {
        return wrapIfAgreed(wrapped.confirm(response));
    }

    /** Does what another one does. */
    public static class Session implements ExtensionSession {

        private final ExtensionSession wrapped;

        protected Session(ExtensionSession wrapped) {
            this.wrapped = wrapped;
        }

        @Override
        public ExtensionParameters agreed() {
            return wrapped.agreed();
        }

        @Override
        public int rsvBits() {
            return wrapped.rsvBits();
        }

        @Override
        public FrameTransform inbound() {
            return wrapped.inbound();
        }

        @Override
        public FrameTransform outbound() {
            return wrapped.outbound();
        }

        @Override
        public void close() {
            wrapped.close();
        }
    }

    /** Does what another one does. */
    public static class Transform implements FrameTransform {

        private final FrameTransform wrapped;

        protected Transform(FrameTransform wrapped) {
            this.wrapped = wrapped;
        }

        @Override
        public int begin(int bits, long length) {
            return wrapped.begin(bits, length);
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            wrapped.payload(bytes, sink);
        }

        @Override
        public void end(PayloadSink sink) {
            wrapped.end(sink);
        }

        @Override
        public @Nullable Object sharingKey() {
            return wrapped.sharingKey();
        }
    }
}
