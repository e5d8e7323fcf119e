package io.twsj.spring.handler;

import io.twsj.spring.codec.ErrorReply;
import org.jspecify.annotations.Nullable;

/**
 * Says what a peer is told of an error that no {@code @OnError} method takes, in place of the end of its connection. Beans
 * of this type are asked in their order about errors that a message has led to. Thread-safe.
 */
@FunctionalInterface
public interface ErrorReplySource {

    /**
     * What the peer is told.
     *
     * @return null if this source does not know the error
     */
    @Nullable
    ErrorReply find(Throwable error);
}
