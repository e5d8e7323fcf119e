package io.twsj;

import io.twsj.dial.ClientTls;
import io.twsj.dial.DialOptions;
import io.twsj.dial.Target;
import io.twsj.extension.Extension;
import io.twsj.mux.MuxExtension;
import io.twsj.mux.MuxTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The physical connections of a client that speaks {@code mux}, by where they lead and which way. Thread-safe. */
final class SharedConnections {

    private final MuxTerms terms;
    private final MuxExtension extension;
    private final EventLoops loops;
    private final Map<Way, SharedOrigin> origins = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * What connections must have in common to be channels of one.
     *
     * @param tls whom the connect trusts and who it is; null for {@code ws}
     */
    private record Way(
            Target.Origin origin,
            @Nullable Object proxy,
            @Nullable ClientTls tls) {}

    SharedConnections(MuxTerms terms, EventLoops loops) {
        this.terms = terms;
        this.extension = new MuxExtension(terms);
        this.loops = loops;
    }

    /** A connect's wish for a channel; null if it cannot be one of several. */
    SharedOrigin.@Nullable Claim claim(Target target, DialOptions options) {
        if (!MuxExtension.goesWith(options.handshake().extensions())) {
            return null;
        }
        Way way = new Way(target.origin(), options.proxy(), target.uri().secure() ? options.tls() : null);
        // All that concerns one way happens on one loop, where it is also forgotten.
        EventLoops.Loop loop = loops.byHash(way.hashCode());
        return new SharedOrigin.Claim(loop, () -> origin(way, target, loop));
    }

    /** Loop of that way only. */
    private SharedOrigin origin(Way way, Target target, EventLoops.Loop loop) {
        return origins.computeIfAbsent(
                way, unknown -> new SharedOrigin(target, terms, loop, closed, origin -> origins.remove(way, origin)));
    }

    /** What a connect asks for, and mux besides. */
    DialOptions offeringMux(DialOptions options) {
        List<Extension> extensions = new ArrayList<>(options.handshake().extensions());
        extensions.add(extension);
        return options.withHandshake(options.handshake().withExtensions(extensions));
    }

    /** From now on each physical connection ends with its last channel. */
    void endWhenIdle() {
        closed = true;
        origins.values().forEach(SharedOrigin::endSoonWhenIdle);
    }
}
