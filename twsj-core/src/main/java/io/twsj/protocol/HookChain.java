package io.twsj.protocol;

import io.twsj.close.HookException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Hooks in a row. The first one is the nearest to the application: what is sent passes from the first to the last, what
 * is received from the last to the first. Immutable.
 *
 * @param <T> {@link io.twsj.frame.Frame} or {@link io.twsj.message.Message}
 */
public final class HookChain<T> {

    private static final HookChain<Object> EMPTY = new HookChain<>(List.of());

    private final List<Hook<T>> hooks;

    private HookChain(List<Hook<T>> hooks) {
        this.hooks = hooks;
    }

    /** A chain that changes nothing. */
    @SuppressWarnings("unchecked") // it holds nothing
    public static <T> HookChain<T> empty() {
        return (HookChain<T>) EMPTY;
    }

    /** This chain with one more hook before the others. */
    public HookChain<T> first(Hook<T> hook) {
        return new HookChain<T>(List.of(Objects.requireNonNull(hook, "hook"))).then(this);
    }

    /** This chain with one more hook behind the others. */
    public HookChain<T> last(Hook<T> hook) {
        return then(new HookChain<>(List.of(Objects.requireNonNull(hook, "hook"))));
    }

    /** This chain and behind it, nearer to the network, another one. */
    public HookChain<T> then(HookChain<T> behind) {
        List<Hook<T>> all = new ArrayList<>(hooks);
        all.addAll(behind.hooks);
        return new HookChain<>(List.copyOf(all));
    }

    /** Tells whether it changes nothing. */
    public boolean isEmpty() {
        return hooks.isEmpty();
    }

    /**
     * What is sent in place of a value.
     *
     * @throws HookException if a hook throws
     */
    public T outgoing(T value) {
        T present = value;
        for (Hook<T> hook : hooks) {
            present = apply("outgoing", hook::outgoing, present);
        }
        return present;
    }

    /**
     * What is handed on in place of a value.
     *
     * @throws HookException if a hook throws
     */
    public T incoming(T value) {
        T present = value;
        for (int i = hooks.size() - 1; i >= 0; i--) {
            present = apply("incoming", hooks.get(i)::incoming, present);
        }
        return present;
    }

    private static <T> T apply(String direction, Hook.Step<T> step, T value) {
        try {
            return Objects.requireNonNull(step.apply(value), "a hook must not give back null");
        } catch (Exception failure) {
            throw new HookException("a hook failed on an " + direction + " " + value, failure);
        }
    }
}
