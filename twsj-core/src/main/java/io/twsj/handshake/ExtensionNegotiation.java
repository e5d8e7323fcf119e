package io.twsj.handshake;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Agrees on extensions, on either side (RFC 6455 section 9.1). One object a handshake, one caller at a time.
 *
 * <p>Whatever goes wrong, no session stays open that was not handed out.
 */
final class ExtensionNegotiation {

    private final List<ExtensionSession> sessions = new ArrayList<>(2);
    private int rsvBits;

    private ExtensionNegotiation() {}

    /** Checks extensions of this endpoint's own and copies them. */
    static List<Extension> requireDistinct(List<Extension> extensions) {
        Set<String> names = new HashSet<>();
        for (Extension extension : extensions) {
            if (!names.add(extension.name())) {
                throw new IllegalArgumentException("extension " + extension.name() + " is listed twice");
            }
        }
        return List.copyOf(extensions);
    }

    /**
     * Server: takes, for each extension known, the first of the client's offers that it accepts. Unknown extensions and
     * declined offers are passed over, never an error.
     *
     * @return what was agreed, in the order of the response
     */
    static List<ExtensionSession> accept(List<ExtensionParameters> offers, List<Extension> known) {
        if (offers.isEmpty() || known.isEmpty()) {
            return List.of();
        }
        ExtensionNegotiation negotiation = new ExtensionNegotiation();
        return negotiation.orCloseAll(() -> known.forEach(extension -> negotiation.acceptFirst(extension, offers)));
    }

    private void acceptFirst(Extension extension, List<ExtensionParameters> offers) {
        for (ExtensionParameters offer : offers) {
            ExtensionSession session = offer.name().equals(extension.name()) ? extension.accept(offer) : null;
            if (session != null) {
                add(session);
                return;
            }
        }
    }

    /**
     * Client: checks the response, element by element, against what was offered.
     *
     * @return what was agreed, in the order of the response
     * @throws IllegalArgumentException if an element was not offered, is repeated, not a legal answer, or claims an RSV
     *     bit of another
     */
    static List<ExtensionSession> confirm(List<ExtensionParameters> response, List<Extension> offered) {
        if (response.isEmpty()) {
            return List.of();
        }
        ExtensionNegotiation negotiation = new ExtensionNegotiation();
        return negotiation.orCloseAll(() -> response.forEach(element -> negotiation.confirm(element, offered)));
    }

    private void confirm(ExtensionParameters element, List<Extension> offered) {
        Extension extension = find(element.name(), offered);
        if (extension == null) {
            throw new IllegalArgumentException("extension " + element.name() + " was not offered");
        }
        if (isAgreed(element.name())) {
            throw new IllegalArgumentException("extension " + element.name() + " is in the response twice");
        }
        ExtensionSession session = extension.confirm(element);
        if (session == null) {
            throw new IllegalArgumentException("\"" + element + "\" is no legal answer to what was offered");
        }
        if (!add(session)) {
            throw new IllegalArgumentException(
                    "extension " + element.name() + " needs an RSV bit that another one owns already");
        }
    }

    private static @Nullable Extension find(String name, List<Extension> extensions) {
        for (Extension extension : extensions) {
            if (extension.name().equals(name)) {
                return extension;
            }
        }
        return null;
    }

    private boolean isAgreed(String name) {
        return sessions.stream().anyMatch(session -> session.agreed().name().equals(name));
    }

    /** Adds a session, or closes it if it shares an RSV bit with an earlier one. */
    private boolean add(ExtensionSession session) {
        if ((rsvBits & session.rsvBits()) != 0) {
            session.close();
            return false;
        }
        rsvBits |= session.rsvBits();
        sessions.add(session);
        return true;
    }

    private List<ExtensionSession> orCloseAll(Runnable steps) {
        try {
            steps.run();
            return List.copyOf(sessions);
        } catch (RuntimeException e) {
            sessions.forEach(ExtensionSession::close);
            throw e;
        }
    }
}
