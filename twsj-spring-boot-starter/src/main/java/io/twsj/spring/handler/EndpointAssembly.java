package io.twsj.spring.handler;

import io.twsj.spring.annotation.WebSocketHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.ReflectionUtils.MethodFilter;

/** Makes an endpoint of one handler bean: finds its methods, checks them, and prepares their calls. One use. */
final class EndpointAssembly {

    private static final String JAKARTA = "jakarta.websocket.";

    private final Object bean;
    private final Class<?> type;
    private final JsonCodec json;
    private final HandshakeValues variables;
    private final List<ParameterSource> sources;
    private final MessageCallbacks messages = new MessageCallbacks();
    private final ErrorCallbacks errors = new ErrorCallbacks();

    private EndpointAssembly(
            Object bean, Class<?> type, JsonCodec json, HandshakeValues variables, List<ParameterSource> sources) {
        this.bean = bean;
        this.type = type;
        this.json = json;
        this.variables = variables;
        this.sources = sources;
    }

    /**
     * Makes the endpoint of a bean.
     *
     * @param type the bean's class, without proxies
     * @throws InvalidHandlerException if the handler cannot work as it is written
     */
    static WebSocketEndpoint assemble(
            String beanName,
            Object bean,
            Class<?> type,
            WebSocketHandler annotation,
            ConversionService conversion,
            JsonCodec json,
            List<ParameterSource> sources) {
        String path = annotation.path();
        if (path.isEmpty()) {
            throw new InvalidHandlerException(
                    "The handler " + type.getName() + " (bean '" + beanName + "') has no path.",
                    "Give its annotation a path, as in @WebSocketHandler(\"/chat\").");
        }
        EndpointAssembly assembly =
                new EndpointAssembly(bean, type, json, new HandshakeValues(path, conversion), sources);
        return new WebSocketEndpoint(
                beanName, type, path, List.of(annotation.subprotocols()), annotation.execution(), assembly.listener());
    }

    private BeanListener listener() {
        checkMethods();
        Callback open = onlyOne(CallbackKind.OPEN);
        Callback close = onlyOne(CallbackKind.CLOSE);
        methods(CallbackKind.MESSAGE).forEach(this::addMessageCallback);
        messages.check();
        methods(CallbackKind.ERROR).forEach(this::addErrorCallback);
        return new BeanListener(open, messages.text(), messages.binary(), close, errors, variables);
    }

    private void checkMethods() {
        boolean found = false;
        for (CallbackKind kind : CallbackKind.values()) {
            refuseJakarta(kind.annotation().getSimpleName());
            found |= !methods(kind).isEmpty();
        }
        if (!found) {
            throw new InvalidHandlerException(
                    "The handler " + type.getName() + " has no method to call.",
                    "Annotate a method with @OnOpen, @OnMessage, @OnClose or @OnError from"
                            + " io.twsj.spring.annotation (look at the imports).");
        }
    }

    private void refuseJakarta(String annotation) {
        for (Method method : methods(candidate -> isJakarta(candidate, annotation))) {
            throw new InvalidHandlerException(
                    Callback.describe(method) + " is annotated with Jakarta's @" + annotation
                            + ", which twsj does not read.",
                    "Import io.twsj.spring.annotation." + annotation + " instead of " + JAKARTA + annotation + ".");
        }
    }

    private static boolean isJakarta(Method method, String annotation) {
        return MergedAnnotations.from(method).isPresent(JAKARTA + annotation);
    }

    private @Nullable Callback onlyOne(CallbackKind kind) {
        List<Callback> callbacks = new ArrayList<>();
        for (Method method : methods(kind)) {
            callbacks.add(callback(method, signature(method, kind)));
        }
        if (callbacks.size() > 1) {
            throw new InvalidHandlerException(
                    callbacks.get(0) + " and " + callbacks.get(1) + " are both annotated " + kind + ".",
                    "Leave one of them.");
        }
        return callbacks.isEmpty() ? null : callbacks.get(0);
    }

    private void addMessageCallback(Method method) {
        Signature signature = signature(method, CallbackKind.MESSAGE);
        messages.add(PayloadKind.of(signature.subjectType()), callback(method, signature));
    }

    private void addErrorCallback(Method method) {
        Signature signature = signature(method, CallbackKind.ERROR);
        errors.add(signature.subjectType(), callback(method, signature));
    }

    private Signature signature(Method method, CallbackKind kind) {
        return Signature.of(method, kind, type, variables, json, sources);
    }

    private Callback callback(Method method, Signature signature) {
        return Callback.of(method, bean, signature.resolvers());
    }

    private Set<Method> methods(CallbackKind kind) {
        return methods(method -> AnnotatedElementUtils.hasAnnotation(method, kind.annotation()));
    }

    private Set<Method> methods(MethodFilter filter) {
        return MethodIntrospector.selectMethods(type, filter);
    }
}
