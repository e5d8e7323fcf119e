package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beans that are one a connection. */
@Timeout(60)
class ConnectionScopeTest {

    private final ConnectionScope scope = new ConnectionScope();
    private final FakeConnection connection = new FakeConnection(TestEndpoint.JSON, Map.of());
    private final List<String> destroyed = new ArrayList<>();

    @AfterEach
    void leave() {
        scope.enter(null);
    }

    /** A bean with this name, in the way that Spring makes one. */
    private Object bean(String name) {
        return scope.get(name, () -> {
            scope.registerDestructionCallback(name, () -> destroyed.add(name));
            return new Object();
        });
    }

    @Test
    void aBeanIsMadeOnceHoweverManyThreadsWantIt() throws Exception {
        AtomicReference<Object> seenByOther = new AtomicReference<>();
        Thread other = new Thread(() -> {
            scope.enter(connection);
            seenByOther.set(scope.get("bean", Object::new));
        });
        scope.enter(connection);

        Object bean = scope.get("bean", () -> {
            other.start();
            awaitBlockedOrEnded(other);
            return new Object();
        });
        other.join();

        assertThat(seenByOther.get()).isSameAs(bean);
    }

    private static void awaitBlockedOrEnded(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aBeanMayNeedAnotherAndIsDestroyedBeforeIt() {
        scope.enter(connection);
        scope.get("outer", () -> {
            Object inner = bean("inner");
            scope.registerDestructionCallback("outer", () -> destroyed.add("outer"));
            return inner;
        });

        ConnectionScope.end(connection);

        assertThat(destroyed).containsExactly("outer", "inner");
    }

    @Test
    void afterTheEndOfItsConnectionNoBeanIsMadeThatNobodyWouldDestroy() {
        scope.enter(connection);
        bean("early");
        ConnectionScope.end(connection);

        assertThatThrownBy(() -> bean("late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'late'")
                .hasMessageContaining("ended");
        assertThat(destroyed).containsExactly("early");
    }

    @Test
    void withoutAConnectionThereIsNone() {
        assertThatThrownBy(() -> bean("bean"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("during the opening handshake");
    }
}
