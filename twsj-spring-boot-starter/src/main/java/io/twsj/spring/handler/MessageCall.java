package io.twsj.spring.handler;

import io.twsj.message.Message;
import io.twsj.spring.codec.EnvelopeReader.Head;
import org.jspecify.annotations.Nullable;

/**
 * A message, read, and the method it is for.
 *
 * @param callback the method
 * @param message the message as it came
 * @param payload what the method takes of it; null if that is nothing
 * @param envelope the head of its envelope; null if it is in none
 */
record MessageCall(
        Callback callback,
        Message message,
        @Nullable Object payload,
        @Nullable Head envelope) {}
