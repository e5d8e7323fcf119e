package io.twsj.spring.security;

import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.handler.ErrorReplySource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;

/** Answers a message whose sender may not do what it asks for, and lets the connection be. Thread-safe. */
public final class DenialReplies implements ErrorReplySource {

    /** The code of the error that a peer is told. */
    public static final String CODE = "access-denied";

    private static final Log log = LogFactory.getLog(DenialReplies.class);

    @Override
    public @Nullable ErrorReply find(Throwable error) {
        if (!(error instanceof AccessDeniedException)) {
            return null;
        }
        log.debug("a message is answered with " + CODE + ": " + error.getMessage());
        return ErrorReply.of(CODE, "you may not do this");
    }
}
