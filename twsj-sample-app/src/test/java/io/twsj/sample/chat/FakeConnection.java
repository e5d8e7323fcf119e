package io.twsj.sample.chat;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection that remembers the texts sent and the code it was closed with, and can do nothing else. */
final class FakeConnection {

    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final WebSocketConnection connection = (WebSocketConnection) Proxy.newProxyInstance(
            WebSocketConnection.class.getClassLoader(), new Class<?>[] {WebSocketConnection.class}, this::invoke);
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable Integer closeCode;

    WebSocketConnection connection() {
        return connection;
    }

    List<String> sent() {
        return sent;
    }

    /** The code it was closed with, or null. */
    @Nullable
    Integer closedWith() {
        return closeCode;
    }

    /** From now on sending fails. */
    void failWith(RuntimeException failure) {
        this.failure = failure;
    }

    private @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "send" -> send((Message) arguments[0]);
            case "close" -> close((CloseReason) arguments[0]);
            case "isOpen" -> closeCode == null;
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "fake connection";
            default -> throw new AssertionError("unexpected call of " + method);
        };
    }

    private @Nullable Object send(Message message) {
        RuntimeException current = failure;
        if (current != null) {
            throw current;
        }
        sent.add(message.text());
        return null;
    }

    private @Nullable Object close(CloseReason reason) {
        closeCode = reason.code();
        return null;
    }
}
