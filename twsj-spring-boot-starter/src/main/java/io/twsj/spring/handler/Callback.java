package io.twsj.spring.handler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.ReactiveAdapter;
import org.springframework.util.ReflectionUtils;

/** A handler's method, bound to its bean and ready to be called without reflection. Immutable. */
final class Callback implements Replier {

    private static final MethodType GENERIC = MethodType.methodType(Object.class, Object[].class);

    private final Method method;
    private final MethodHandle handle;
    private final ArgumentResolver[] resolvers;
    private final Destination destination;
    private final @Nullable ReactiveAdapter reactive;

    private Callback(Method method, MethodHandle handle, List<ArgumentResolver> resolvers, Destination destination) {
        this.method = method;
        this.handle = handle;
        this.destination = destination;
        this.reactive = ReactiveReplies.adapter(method.getReturnType());
        this.resolvers = resolvers.toArray(ArgumentResolver[]::new);
    }

    /**
     * Prepares a method.
     *
     * @param method the method as its class declares it
     * @param bean the bean, possibly a proxy of that class
     * @param destination where what it returns goes
     * @throws InvalidHandlerException if the method cannot be called on the proxy
     */
    static Callback of(Method method, Object bean, List<ArgumentResolver> resolvers, Destination destination) {
        Method invocable = invocable(method, bean);
        ReflectionUtils.makeAccessible(invocable);
        try {
            MethodHandle handle = MethodHandles.lookup()
                    .unreflect(invocable)
                    .bindTo(bean)
                    .asSpreader(Object[].class, invocable.getParameterCount())
                    .asType(GENERIC);
            return new Callback(method, handle, resolvers, destination);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("made accessible before: " + describe(method), e);
        }
    }

    private static Method invocable(Method method, Object bean) {
        try {
            return AopUtils.selectInvocableMethod(method, bean.getClass());
        } catch (IllegalStateException e) {
            throw new InvalidHandlerException(
                    describe(method) + " cannot be called: its bean is a proxy that does not have the method.",
                    "Make the method at least package-private; if the proxy implements interfaces only, declare the"
                            + " method in one of them or proxy the class (proxyTargetClass = true).");
        }
    }

    /**
     * Calls the method.
     *
     * @throws UnreadableMessageException if a parameter cannot be filled from the peer's message
     * @throws Throwable what the method throws
     */
    @Nullable
    Object call(Invocation invocation) throws Throwable {
        @Nullable Object[] arguments = new Object[resolvers.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = resolvers[i].resolve(invocation);
        }
        return (Object) handle.invokeExact(arguments);
    }

    @Override
    public Destination destination() {
        return destination;
    }

    /** As the method's return type says. */
    @Override
    public @Nullable ReactiveAdapter adapter(Object value) {
        return reactive;
    }

    /** Class, method and parameter types, as messages show them. */
    static String describe(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName()
                + Stream.of(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public String toString() {
        return describe(method);
    }
}
