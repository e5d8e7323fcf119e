package io.twsj;

import io.twsj.transport.EventLoop;
import io.twsj.transport.HandledLink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a loop's connections to go, some at a time. Event loop only, except where stated. */
final class Departure {

    private final EventLoop loop;
    private final Consumer<HandledLink> farewell;

    /** Null until the first step. */
    private @Nullable List<HandledLink> all;

    private int told;

    Departure(EventLoop loop, Consumer<HandledLink> farewell) {
        this.loop = loop;
        this.farewell = farewell;
    }

    /** Tells more, so that this part of them has been told, from 0 to 1. Any thread. */
    void advance(double part) {
        loop.execute(() -> tell(part));
    }

    private void tell(double part) {
        List<HandledLink> connections = connections();
        int until = (int) Math.ceil(connections.size() * part);
        while (told < until) {
            farewell.accept(connections.get(told++));
        }
    }

    private List<HandledLink> connections() {
        List<HandledLink> found = all;
        if (found == null) {
            found = new ArrayList<>();
            loop.forEachConnection(found::add);
            all = found;
        }
        return found;
    }
}
