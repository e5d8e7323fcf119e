package io.twsj.http;

import org.jspecify.annotations.Nullable;

/** Answers plain HTTP requests, those that ask for no upgrade. Thread-safe. */
@FunctionalInterface
public interface HttpResponder {

    /**
     * Answers one GET or HEAD request.
     *
     * @return the answer, or null if the request is not this responder's; someone else is then asked
     * @throws Exception if the request cannot be answered; the client gets 500 without details
     */
    @Nullable
    HttpResponse respond(HttpRequest request) throws Exception;
}
