package io.twsj.spring.handler;

import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnHandshake;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.OnPing;
import io.twsj.spring.annotation.OnPong;
import java.lang.annotation.Annotation;

/** What a handler's method is called for. */
enum CallbackKind {
    HANDSHAKE(OnHandshake.class),
    OPEN(OnOpen.class),
    MESSAGE(OnMessage.class),
    PING(OnPing.class),
    PONG(OnPong.class),
    CLOSE(OnClose.class),
    ERROR(OnError.class);

    private final Class<? extends Annotation> annotation;

    CallbackKind(Class<? extends Annotation> annotation) {
        this.annotation = annotation;
    }

    Class<? extends Annotation> annotation() {
        return annotation;
    }

    @Override
    public String toString() {
        return "@" + annotation.getSimpleName();
    }
}
