package io.twsj.spring.handler;

import io.twsj.message.Message;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.EnvelopeReader.Head;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** To the peer whose call it is; in the envelope that answers the peer's, if that came in one. */
final class PeerDestination implements Destination {

    static final PeerDestination INSTANCE = new PeerDestination(true);
    private static final PeerDestination UNACKNOWLEDGED = new PeerDestination(false);

    private final boolean acknowledges;

    private PeerDestination(boolean acknowledges) {
        this.acknowledges = acknowledges;
    }

    /** The destination for a method that returns its reply, or else for one that sends it. */
    static PeerDestination of(Signature signature) {
        return signature.repliesItself() ? UNACKNOWLEDGED : INSTANCE;
    }

    @Override
    public void send(Invocation invocation, Object value) {
        invocation.connection().send(wrapped(invocation.envelope(), value));
    }

    @Override
    public CompletionStage<Void> sendAsync(Invocation invocation, Object value) {
        return invocation.connection().sendAsync(wrapped(invocation.envelope(), value));
    }

    @Override
    public void acknowledge(Invocation invocation, @Nullable String type) {
        Head request = invocation.envelope();
        String told = request == null || type != null ? type : request.type();
        if (acknowledges && request != null && request.id() != null && told != null) {
            invocation.connection().send(new Envelope(told, request.id(), null));
        }
    }

    private static Object wrapped(@Nullable Head request, Object value) {
        if (request == null || isMessage(value)) {
            return value;
        }
        if (value instanceof Envelope envelope) {
            return envelope.answering(request.id());
        }
        String type = Envelope.typeOf(value.getClass());
        String told = type == null ? request.type() : type;
        return told == null ? value : new Envelope(told, request.id(), value);
    }

    private static boolean isMessage(Object value) {
        return value instanceof Message || value instanceof byte[] || value instanceof ByteBuffer;
    }
}
