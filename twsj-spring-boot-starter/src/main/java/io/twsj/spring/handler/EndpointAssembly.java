package io.twsj.spring.handler;

import io.twsj.Execution;
import io.twsj.HandshakeInterceptor;
import io.twsj.WebSocketListener;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.FormatEncoder;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/** Makes an endpoint of one handler bean: finds its methods, checks them, and prepares their calls. One use. */
final class EndpointAssembly {

    private final Object bean;
    private final Class<?> type;
    private final WebSocketHandler annotation;
    private final HandlerContext context;
    private final HandshakeValues values;
    private final HandshakeValues handshakeValues;
    private final MessageMethods messages;
    private final ErrorCallbacks errors = new ErrorCallbacks();
    private boolean keepsHandshake;

    private EndpointAssembly(Object bean, Class<?> type, WebSocketHandler annotation, HandlerContext context) {
        this.bean = bean;
        this.type = type;
        this.annotation = annotation;
        this.context = context;
        this.values = new HandshakeValues(annotation.path(), context.conversion());
        this.handshakeValues = new HandshakeValues(annotation.path(), context.conversion());
        this.messages = new MessageMethods(context.formats(), context.codecs());
    }

    /**
     * A bean and its class, without proxies.
     *
     * @param scoped whether it is one a connection
     */
    record Bean(Object instance, Class<?> type, boolean scoped) {}

    /**
     * Makes the endpoint of a bean.
     *
     * @param beanName the bean's name
     * @param bean the handler
     * @param annotation its annotation
     * @param advices whose error methods count too
     * @param decorators what is put around the calls, the first one innermost
     * @throws InvalidHandlerException if the handler cannot work as it is written
     */
    static WebSocketEndpoint assemble(
            String beanName,
            Bean bean,
            WebSocketHandler annotation,
            HandlerContext context,
            List<Bean> advices,
            List<ListenerDecorator> decorators) {
        MisuseCheck.check(beanName, bean.type(), annotation);
        EndpointAssembly assembly = new EndpointAssembly(bean.instance(), bean.type(), annotation, context);
        if (bean.scoped()) {
            assembly.refuseHandshakeMethods();
        }
        BeanListener listener = assembly.listener(advices);
        return assembly.endpoint(beanName, listener, decorators);
    }

    private WebSocketEndpoint endpoint(String beanName, BeanListener listener, List<ListenerDecorator> decorators) {
        WebSocketEndpoint endpoint = new WebSocketEndpoint(
                beanName,
                type,
                annotation.path(),
                List.of(annotation.subprotocols()),
                annotation.execution(),
                new FormatEncoder(context.formats(), context.codecs(), messages.isEnveloped()),
                keepsHandshake,
                interceptors(),
                listener);
        for (ListenerDecorator decorator : decorators) {
            endpoint = endpoint.decoratedBy(decorator);
        }
        listener.decoratedAs(endpoint.listener());
        return endpoint.with(endpoint.interceptors(), concurrent(endpoint.listener()));
    }

    private WebSocketListener concurrent(WebSocketListener listener) {
        int concurrency = annotation.concurrency();
        if (concurrency < 1 || (concurrency > 1 && annotation.execution() == Execution.INLINE)) {
            throw new InvalidHandlerException(
                    "The handler " + type.getName() + " has a concurrency of " + concurrency + " with execution = "
                            + annotation.execution() + ".",
                    "Use 1, or more together with execution = WORKER.");
        }
        return concurrency == 1 ? listener : new ConcurrentListener(listener, context.workers(), concurrency);
    }

    private BeanListener listener(List<Bean> advices) {
        methods(CallbackKind.MESSAGE).forEach(this::addMessageMethod);
        addErrorMethods(bean, type);
        advices.forEach(advice -> addErrorMethods(advice.instance(), advice.type()));
        HandlerMethods methods = new HandlerMethods(
                onlyOne(CallbackKind.OPEN, values),
                messages.selection(),
                onlyOne(CallbackKind.PING, values),
                onlyOne(CallbackKind.PONG, values),
                onlyOne(CallbackKind.CLOSE, values),
                errors);
        HandlerTerms terms = HandlerTerms.of(annotation, messages.isEnveloped(), context.invalidMessages());
        return new BeanListener(methods, values, context, terms);
    }

    /** There is no connection yet whose bean could be called. */
    private void refuseHandshakeMethods() {
        for (Method method : methods(CallbackKind.HANDSHAKE)) {
            throw new InvalidHandlerException(
                    Callback.describe(method)
                            + " is annotated @OnHandshake, but its bean is one a connection, and during"
                            + " the opening handshake there is no connection.",
                    "Make the method that of a HandshakeInterceptor bean, or leave @ConnectionScoped away and keep what"
                            + " belongs to a connection in its attributes.");
        }
    }

    private List<HandshakeInterceptor> interceptors() {
        Callback handshake = onlyOne(CallbackKind.HANDSHAKE, handshakeValues);
        return handshake == null ? List.of() : List.of(new HandshakeMethod(handshake, handshakeValues));
    }

    private @Nullable Callback onlyOne(CallbackKind kind, HandshakeValues taken) {
        List<Callback> callbacks = new ArrayList<>();
        for (Method method : methods(kind)) {
            callbacks.add(callback(method, signature(method, kind, type, taken), bean));
        }
        if (callbacks.size() > 1) {
            throw new InvalidHandlerException(
                    callbacks.get(0) + " and " + callbacks.get(1) + " are both annotated " + kind + ".",
                    "Leave one of them.");
        }
        return callbacks.isEmpty() ? null : callbacks.get(0);
    }

    private void addMessageMethod(Method method) {
        Signature signature = signature(method, CallbackKind.MESSAGE, type, values);
        OnMessage onMessage = AnnotatedElementUtils.findMergedAnnotation(method, OnMessage.class);
        String named = onMessage == null ? "" : onMessage.type();
        MessageMethod message = MessageMethod.of(callback(method, signature, bean), signature.subject(), named);
        if (message.parameter() == null && !message.isTyped()) {
            throw new InvalidHandlerException(
                    message + " is annotated @OnMessage but has no parameter for the message.",
                    "Add a parameter of type String, byte[], ByteBuffer, Message, or a type to be read from JSON, or name"
                            + " the type of the messages it is for, as in @OnMessage(type = \"leave\").");
        }
        messages.add(message);
    }

    private void addErrorMethods(Object owner, Class<?> ownerType) {
        errors.nextOwner();
        for (Method method : methods(ownerType, CallbackKind.ERROR)) {
            Signature signature = signature(method, CallbackKind.ERROR, ownerType, values);
            Callback callback = callback(method, signature, owner);
            errorTypes(method, signature).forEach(error -> errors.add(error, callback));
        }
    }

    private static List<Class<?>> errorTypes(Method method, Signature signature) {
        OnError onError = AnnotatedElementUtils.findMergedAnnotation(method, OnError.class);
        List<Class<?>> named = onError == null ? List.of() : List.of(onError.value());
        HandlerParameter parameter = signature.subject();
        Class<?> taken = parameter == null ? Throwable.class : parameter.type();
        for (Class<?> error : named) {
            if (!taken.isAssignableFrom(error)) {
                throw new InvalidHandlerException(
                        Callback.describe(method) + " is for " + error.getSimpleName() + ", but its parameter takes "
                                + taken.getSimpleName() + " only.",
                        "Give the parameter a type that is above all errors the annotation names.");
            }
        }
        return named.isEmpty() ? List.of(taken) : named;
    }

    private Signature signature(Method method, CallbackKind kind, Class<?> owner, HandshakeValues taken) {
        Signature signature = Signature.of(method, kind, owner, taken, context);
        keepsHandshake |= signature.needsHandshake();
        return signature;
    }

    private Callback callback(Method method, Signature signature, Object owner) {
        GroupDestination group = GroupDestination.of(method, type, values);
        Destination destination = group == null ? PeerDestination.of(signature) : group;
        return Callback.of(method, owner, signature.resolvers(), destination);
    }

    private Set<Method> methods(CallbackKind kind) {
        return methods(type, kind);
    }

    private static Set<Method> methods(Class<?> owner, CallbackKind kind) {
        MethodFilter annotated = method -> AnnotatedElementUtils.hasAnnotation(method, kind.annotation());
        return MethodIntrospector.selectMethods(owner, annotated);
    }
}
