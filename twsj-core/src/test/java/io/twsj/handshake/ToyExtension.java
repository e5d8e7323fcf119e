package io.twsj.handshake;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Agrees to what it is given, unless a parameter {@code bad} is there; counts the sessions left open. */
final class ToyExtension implements Extension {

    private final String name;
    private final int rsvBits;
    private final List<ExtensionParameters> offers = new ArrayList<>();
    int opened;
    int closed;

    ToyExtension(String name, int rsvBits) {
        this.name = name;
        this.rsvBits = rsvBits;
        this.offers.add(ExtensionParameters.of(name));
    }

    ToyExtension offering(ExtensionParameters... others) {
        offers.clear();
        offers.addAll(List.of(others));
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable ExtensionSession accept(ExtensionParameters offer) {
        if (offer.has("explode")) {
            throw new IllegalStateException("boom");
        }
        return offer.has("bad") ? null : open(offer);
    }

    @Override
    public List<ExtensionParameters> offers() {
        return List.copyOf(offers);
    }

    @Override
    public @Nullable ExtensionSession confirm(ExtensionParameters response) {
        return response.has("bad") ? null : open(response);
    }

    private ExtensionSession open(ExtensionParameters agreed) {
        opened++;
        return new ToySession(agreed);
    }

    private final class ToySession implements ExtensionSession {

        private final ExtensionParameters agreed;

        ToySession(ExtensionParameters agreed) {
            this.agreed = agreed;
        }

        @Override
        public ExtensionParameters agreed() {
            return agreed;
        }

        @Override
        public int rsvBits() {
            return rsvBits;
        }

        @Override
        public FrameTransform inbound() {
            throw new UnsupportedOperationException("no frame comes this far");
        }

        @Override
        public FrameTransform outbound() {
            throw new UnsupportedOperationException("no frame comes this far");
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
