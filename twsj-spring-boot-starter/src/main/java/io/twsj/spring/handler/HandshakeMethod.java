package io.twsj.spring.handler;

import io.twsj.HandshakeDecision;
import io.twsj.HandshakeInterceptor;
import io.twsj.HandshakeRequest;
import io.twsj.http.HttpResponse;
import io.twsj.spring.handler.HandshakeValues.UnusableValueException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls a handler's {@code @OnHandshake} method. Thread-safe. */
final class HandshakeMethod implements HandshakeInterceptor {

    private final Callback callback;
    private final HandshakeValues values;

    HandshakeMethod(Callback callback, HandshakeValues values) {
        this.callback = callback;
        this.values = values;
    }

    @Override
    public CompletionStage<HandshakeDecision> intercept(HandshakeRequest request) {
        Object[] converted;
        try {
            converted = values.convert(request.pathVariables(), request::head);
        } catch (UnusableValueException e) {
            return completed(HttpResponse.text(400, String.valueOf(e.getMessage())));
        }
        try {
            return completed(callback.call(new Invocation(null, converted, request, null)));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<HandshakeDecision> completed(@Nullable Object answer) {
        return answer instanceof CompletionStage<?> later
                ? later.thenApply(this::decision)
                : CompletableFuture.completedFuture(decision(answer));
    }

    private HandshakeDecision decision(@Nullable Object answer) {
        if (answer == null || Boolean.TRUE.equals(answer)) {
            return HandshakeDecision.proceed();
        }
        if (answer instanceof HandshakeDecision decision) {
            return decision;
        }
        if (answer instanceof HttpResponse response) {
            return HandshakeDecision.refuse(response);
        }
        if (Boolean.FALSE.equals(answer)) {
            return HandshakeDecision.refuse(HttpResponse.text(403, "refused"));
        }
        throw new IllegalStateException(callback + " returned a "
                + answer.getClass().getName() + "; allowed are a HandshakeDecision, an HttpResponse and a boolean");
    }
}
