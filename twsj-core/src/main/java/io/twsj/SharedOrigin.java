package io.twsj;

import io.twsj.dial.Dial;
import io.twsj.dial.SharedLinks;
import io.twsj.dial.Target;
import io.twsj.mux.ClientMultiplexer;
import io.twsj.mux.MuxSession;
import io.twsj.mux.MuxTerms;
import io.twsj.protocol.Link;
import io.twsj.transport.ConnectionTimers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's physical connections to one origin, and the connects that wait for one. One connect dials, the others wait
 * until it is known whether the server speaks {@code mux}: then they become channels, or dial, each by itself. Event loop
 * only.
 */
final class SharedOrigin implements ClientMultiplexer.Owner {

    private final Target target;
    private final MuxTerms terms;
    private final EventLoops.Loop loop;
    private final Consumer<SharedOrigin> forget;
    private final List<ClientMultiplexer> connections = new ArrayList<>();
    private List<Claim> waiting = new ArrayList<>();

    /** The connect that finds out whether the server speaks mux; null if none does. */
    private @Nullable Claim dialling;

    private boolean endsWhenIdle;

    /** @param forget told when there is nothing to remember */
    SharedOrigin(
            Target target, MuxTerms terms, EventLoops.Loop loop, boolean endsWhenIdle, Consumer<SharedOrigin> forget) {
        this.target = target;
        this.terms = terms;
        this.loop = loop;
        this.endsWhenIdle = endsWhenIdle;
        this.forget = forget;
    }

    /** From now on each physical connection ends with its last channel. Any thread. */
    void endSoonWhenIdle() {
        loop.loop().execute(() -> {
            endsWhenIdle = true;
            new ArrayList<>(connections).forEach(ClientMultiplexer::endWhenIdle);
        });
    }

    private void find(Claim claim) {
        Link channel = openChannel();
        if (channel != null) {
            claim.found(channel);
        } else if (dialling != null || connections.stream().anyMatch(ClientMultiplexer::awaitsSlots)) {
            waiting.add(claim);
        } else {
            dialling = claim;
            claim.found(null);
        }
    }

    private @Nullable Link openChannel() {
        for (ClientMultiplexer connection : connections) {
            if (connection.canOpenChannel()) {
                return connection.openChannel();
            }
        }
        return null;
    }

    /** Everyone who waits looks again, or dials. */
    private void serve(Consumer<Claim> how) {
        List<Claim> served = waiting;
        waiting = new ArrayList<>();
        served.forEach(how);
        forgetIfEmpty();
    }

    private void forgetIfEmpty() {
        if (connections.isEmpty() && waiting.isEmpty() && dialling == null) {
            forget.accept(this);
        }
    }

    @Override
    public void slotsChanged(ClientMultiplexer connection) {
        serve(this::find);
    }

    @Override
    public void unusable(ClientMultiplexer connection) {
        connections.remove(connection);
        serve(this::find);
    }

    /** A dial's part in all this. */
    static final class Claim implements SharedLinks {

        private final EventLoops.Loop loop;
        private final Supplier<SharedOrigin> origin;
        private @Nullable Consumer<@Nullable Link> receiver;

        /** @param origin where all claims of one way meet; asked on the loop */
        Claim(EventLoops.Loop loop, Supplier<SharedOrigin> origin) {
            this.loop = loop;
            this.origin = origin;
        }

        /** Where the connect is to happen. Any thread. */
        EventLoops.Loop loop() {
            return loop;
        }

        @Override
        public void find(Consumer<@Nullable Link> then) {
            receiver = then;
            SharedOrigin here = origin.get();
            if (here.dialling == this) {
                // Once more, after a 401.
                found(null);
            } else {
                here.find(this);
            }
        }

        private void found(@Nullable Link link) {
            if (receiver != null) {
                receiver.accept(link);
            }
        }

        /**
         * A connection stands, and the server speaks mux.
         *
         * @return its first channel
         */
        Link share(Dial.Opened opened, MuxSession agreed, ConnectionTimers.Terms timerTerms) {
            SharedOrigin here = origin.get();
            ClientMultiplexer connection =
                    new ClientMultiplexer(opened.link(), loop.keys(), here.terms, timerTerms, here);
            Link first = connection.open(agreed);
            // After a redirect it leads to where nobody else wants to go.
            if (here.endsWhenIdle || !opened.target().origin().equals(here.target.origin())) {
                connection.endWhenIdle();
            } else {
                here.connections.add(connection);
            }
            return first;
        }

        /** The dial has ended, one way or the other. */
        void over() {
            SharedOrigin here = origin.get();
            // It may have given up while it waited.
            here.waiting.remove(this);
            if (here.dialling == this) {
                here.dialling = null;
                boolean shared = !here.connections.isEmpty();
                here.serve(shared ? here::find : claim -> claim.found(null));
            }
            here.forgetIfEmpty();
        }
    }
}
