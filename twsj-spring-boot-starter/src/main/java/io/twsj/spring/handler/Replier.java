package io.twsj.spring.handler;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;

/** What returns replies, at once or later: a method or a lambda. Thread-safe. */
interface Replier {

    /** Where what it returns goes. */
    Destination destination();

    /** What adapts this value, one of its own; null for the JDK's types and for those that are no stream. */
    @Nullable
    ReactiveAdapter adapter(Object value);
}
