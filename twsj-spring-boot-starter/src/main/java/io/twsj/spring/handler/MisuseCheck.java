package io.twsj.spring.handler;

import io.twsj.spring.annotation.WebSocketHandler;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ReflectionUtils.MethodFilter;

/** Finds handlers that were written for something else: annotations of another library, interfaces of Spring's. */
final class MisuseCheck {

    private static final String JAKARTA = "jakarta.websocket.";

    private MisuseCheck() {}

    /**
     * Checks a handler's class as a whole.
     *
     * @throws InvalidHandlerException if it can never be called
     */
    static void check(String beanName, Class<?> type, WebSocketHandler annotation) {
        if (annotation.path().isEmpty()) {
            throw new InvalidHandlerException(
                    "The handler " + type.getName() + " (bean '" + beanName + "') has no path.",
                    "Give its annotation a path, as in @WebSocketHandler(\"/chat\").");
        }
        refuseSpringsInterfaces(type);
        boolean found = false;
        for (CallbackKind kind : CallbackKind.values()) {
            refuseJakarta(type, kind.annotation().getSimpleName());
            found |= !methods(type, method -> AnnotatedElementUtils.hasAnnotation(method, kind.annotation()))
                    .isEmpty();
        }
        if (!found) {
            throw new InvalidHandlerException(
                    "The handler " + type.getName() + " has no method to call.",
                    "Annotate a method with @OnOpen, @OnMessage, @OnClose or @OnError from"
                            + " io.twsj.spring.annotation (look at the imports).");
        }
    }

    private static void refuseSpringsInterfaces(Class<?> type) {
        Stream.of(
                        "org.springframework.web.socket.WebSocketHandler",
                        "org.springframework.web.reactive.socket.WebSocketHandler")
                .filter(name -> implementsInterface(type, name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidHandlerException(
                            "The handler " + type.getName() + " implements " + name
                                    + ", whose methods twsj does not call.",
                            "Annotate its methods with @OnOpen, @OnMessage and @OnClose from io.twsj.spring.annotation and"
                                    + " leave the interface away, or remove twsj's annotation @WebSocketHandler.");
                });
    }

    /** By name: Spring's web modules are no dependency of twsj. */
    private static boolean implementsInterface(Class<?> type, String name) {
        for (Class<?> next = type; next != null; next = next.getSuperclass()) {
            for (Class<?> implemented : next.getInterfaces()) {
                if (implemented.getName().equals(name) || implementsInterface(implemented, name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void refuseJakarta(Class<?> type, String annotation) {
        for (Method method :
                methods(type, candidate -> MergedAnnotations.from(candidate).isPresent(JAKARTA + annotation))) {
            throw new InvalidHandlerException(
                    Callback.describe(method) + " is annotated with Jakarta's @" + annotation
                            + ", which twsj does not read.",
                    "Import io.twsj.spring.annotation." + annotation + " instead of " + JAKARTA + annotation + ".");
        }
    }

    private static Set<Method> methods(Class<?> type, MethodFilter filter) {
        return MethodIntrospector.selectMethods(type, filter);
    }
}
