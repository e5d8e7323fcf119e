package io.twsj;

import io.twsj.message.Message;
import io.twsj.message.SharedMessage;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One value for many sessions, encoded once by each encoder that they have. One caller at a time. */
final class Broadcast {

    private final List<Session> sessions;
    private final Map<MessageEncoder, Message> byEncoder = new IdentityHashMap<>(4);

    /**
     * Encodes; nobody is sent anything yet.
     *
     * @throws IllegalArgumentException if the value cannot be encoded
     */
    Broadcast(Object value, List<Session> sessions) {
        Objects.requireNonNull(value, "message");
        this.sessions = sessions;
        // A borrowed message would be gone when another thread writes it.
        Object kept = value instanceof Message message ? message.copy() : value;
        boolean extended = sessions.stream().anyMatch(Session::hasExtensions);
        for (Session session : sessions) {
            byEncoder.computeIfAbsent(session.encoder(), encoder -> encoded(encoder, kept, extended));
        }
    }

    /** Extensions, too, have their work with it once. */
    private static Message encoded(MessageEncoder encoder, Object value, boolean extended) {
        Message message = encoder.encode(value);
        return extended ? new SharedMessage(message) : message;
    }

    /** Sends to each, waiting for none. */
    BroadcastResult send(Dropping terms) {
        int delivered = 0;
        int skipped = 0;
        int dropped = 0;
        HandOvers handOvers = new HandOvers();
        try {
            for (Session session : sessions) {
                switch (session.sendAsMember(messageFor(session), terms, handOvers)) {
                    case DELIVERED -> delivered++;
                    case SKIPPED -> skipped++;
                    case DROPPED -> dropped++;
                }
            }
        } finally {
            handOvers.finish();
        }
        return new BroadcastResult(delivered, skipped, dropped);
    }

    private Message messageFor(Session session) {
        return Objects.requireNonNull(byEncoder.get(session.encoder()));
    }

    /** What became of the message for one session. */
    enum Outcome {
        DELIVERED,
        SKIPPED,
        DROPPED
    }
}
