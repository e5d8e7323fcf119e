package io.twsj.spring.handler;

import org.jspecify.annotations.Nullable;

/** The methods of a handler, by what they are for; null where it has none. Immutable. */
record HandlerMethods(
        @Nullable Callback open,
        MessageSelection messages,
        @Nullable Callback ping,
        @Nullable Callback pong,
        @Nullable Callback close,
        ErrorCallbacks errors) {}
