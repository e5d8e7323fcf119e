package io.twsj.spring.handler;

import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import java.lang.annotation.Annotation;

/** What a handler's method is called for. */
enum CallbackKind {
    OPEN(
            OnOpen.class,
            "a WebSocketConnection, a Principal, @PathVariable, @QueryParam, @HandshakeHeader and @HandshakeCookie parameters"),
    MESSAGE(
            OnMessage.class,
            "the message, a WebSocketConnection, a Principal, @PathVariable, @QueryParam, @HandshakeHeader and @HandshakeCookie parameters"),
    CLOSE(
            OnClose.class,
            "a CloseReason, a WebSocketConnection, a Principal, @PathVariable, @QueryParam, @HandshakeHeader and @HandshakeCookie parameters"),
    ERROR(
            OnError.class,
            "a Throwable or subtype, a WebSocketConnection, a Principal, @PathVariable, @QueryParam, @HandshakeHeader and @HandshakeCookie parameters");

    private final Class<? extends Annotation> annotation;
    private final String parameters;

    CallbackKind(Class<? extends Annotation> annotation, String parameters) {
        this.annotation = annotation;
        this.parameters = parameters;
    }

    Class<? extends Annotation> annotation() {
        return annotation;
    }

    /** What its methods may take, as a sentence tells it. */
    String parameters() {
        return parameters;
    }

    @Override
    public String toString() {
        return "@" + annotation.getSimpleName();
    }
}
