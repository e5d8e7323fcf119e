package io.twsj.spring.handler;

import io.twsj.spring.annotation.InvalidMessages;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.MessageCodecs;
import io.twsj.spring.codec.MessageFormats;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;

/**
 * What all handlers of an application share. Immutable.
 *
 * @param conversion converts values of the opening handshake
 * @param formats the data formats that can be spoken
 * @param codecs the application's own
 * @param validator checks payloads; null if the application has no Jakarta Validation
 * @param sources fill parameters in the application's ways
 * @param errorReplies say what peers are told of errors
 * @param workers run what may block
 * @param invalidMessages what is configured for messages that cannot be taken; null if nothing is
 */
record HandlerContext(
        ConversionService conversion,
        MessageFormats formats,
        MessageCodecs codecs,
        @Nullable PayloadValidator validator,
        List<ParameterSource> sources,
        List<ErrorReplySource> errorReplies,
        Executor workers,
        @Nullable InvalidMessages invalidMessages) {

    /** What a peer is told of an error; null if nobody says. */
    @Nullable
    ErrorReply errorReply(Throwable error) {
        for (ErrorReplySource source : errorReplies) {
            ErrorReply reply = source.find(error);
            if (reply != null) {
                return reply;
            }
        }
        return null;
    }
}
