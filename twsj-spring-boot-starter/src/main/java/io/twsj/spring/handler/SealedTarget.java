package io.twsj.spring.handler;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.twsj.WebSocketConnection;
import io.twsj.message.Message;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.MessageFormat;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.codec.UnreadableMessageException;
import io.twsj.spring.codec.ValueReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotationUtils;

/** Reads messages as a sealed type and chooses by the class of the value. Immutable. */
final class SealedTarget implements MessageTarget {

    private final ValueReader reader;
    private final Map<Class<?>, Callback> byClass;

    private SealedTarget(ValueReader reader, Map<Class<?>, Callback> byClass) {
        this.reader = reader;
        this.byClass = byClass;
    }

    /**
     * Of methods whose parameters have one sealed type in common.
     *
     * @throws InvalidHandlerException if they have none, JSON does not tell the subtypes apart, or two are for the same
     */
    static SealedTarget of(List<MessageMethod> methods, MessageFormats formats) {
        Map<Class<?>, MessageMethod> byType = byType(methods);
        Class<?> root = root(methods);
        checkTellable(root);
        Map<Class<?>, Callback> byClass = new HashMap<>();
        for (Class<?> leaf : leaves(root)) {
            MessageMethod method = mostSpecific(leaf, byType);
            if (method != null) {
                byClass.put(leaf, method.callback());
            }
        }
        return new SealedTarget(formats.readerFor(root), Map.copyOf(byClass));
    }

    private static Map<Class<?>, MessageMethod> byType(List<MessageMethod> methods) {
        Map<Class<?>, MessageMethod> byType = new LinkedHashMap<>();
        for (MessageMethod method : methods) {
            MessageMethod other = byType.put(type(method), method);
            if (other != null) {
                throw new InvalidHandlerException(
                        method + " and " + other + " are both for "
                                + type(method).getSimpleName() + ".",
                        "Remove one of them, or name the types of their messages, as in @OnMessage(type = \"join\").");
            }
        }
        return byType;
    }

    private static Class<?> type(MessageMethod method) {
        HandlerParameter parameter = method.parameter();
        return parameter == null ? Object.class : parameter.valueType();
    }

    /** The sealed type nearest to the parameters' that is above all of them. */
    private static Class<?> root(List<MessageMethod> methods) {
        for (Class<?> candidate : supertypes(type(methods.get(0)))) {
            if (candidate.isSealed() && methods.stream().allMatch(method -> candidate.isAssignableFrom(type(method)))) {
                return candidate;
            }
        }
        throw new InvalidHandlerException(
                methods.get(1) + " and " + methods.get(0)
                        + " are both for text messages: their parameters have no sealed type in common.",
                "Leave one @OnMessage method for text, name the types of their messages, as in @OnMessage(type = \"join\"),"
                        + " or have the parameters' types implement one sealed interface.");
    }

    /** A type and all above it, the nearer first. */
    private static Set<Class<?>> supertypes(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        Deque<Class<?>> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            Class<?> next = open.remove();
            if (found.add(next)) {
                if (next.getSuperclass() != null) {
                    open.add(next.getSuperclass());
                }
                open.addAll(List.of(next.getInterfaces()));
            }
        }
        return found;
    }

    private static Set<Class<?>> leaves(Class<?> type) {
        Set<Class<?>> leaves = new LinkedHashSet<>();
        if (!type.isSealed()) {
            leaves.add(type);
            return leaves;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            leaves.addAll(leaves(permitted));
        }
        return leaves;
    }

    private static @Nullable MessageMethod mostSpecific(Class<?> leaf, Map<Class<?>, MessageMethod> byType) {
        for (Class<?> type : supertypes(leaf)) {
            MessageMethod method = byType.get(type);
            if (method != null) {
                return method;
            }
        }
        return null;
    }

    private static void checkTellable(Class<?> root) {
        if (AnnotationUtils.findAnnotation(root, JsonTypeInfo.class) == null) {
            throw new InvalidHandlerException(
                    "The methods of a handler take subtypes of the sealed type " + root.getName()
                            + ", which JSON does not tell apart.",
                    "Annotate it, as in @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = \"type\").");
        }
        Map<String, Class<?>> names = new HashMap<>();
        for (Class<?> leaf : leaves(root)) {
            JsonTypeName name = leaf.getAnnotation(JsonTypeName.class);
            Class<?> other = name == null ? null : names.put(name.value(), leaf);
            if (other != null) {
                throw new InvalidHandlerException(
                        leaf.getName() + " and " + other.getName() + " both have the JSON type name '" + name.value()
                                + "'.",
                        "Give each subtype of " + root.getSimpleName() + " a @JsonTypeName of its own.");
            }
        }
    }

    @Override
    public MessageCall call(WebSocketConnection connection, Message message, MessageFormat format) {
        Object value = reader.read(format, message);
        Callback callback = value == null ? null : find(value.getClass());
        if (callback == null) {
            throw new UnreadableMessageException(
                    ErrorReply.of(ErrorReply.UNKNOWN_TYPE, "the type of the message is not known"));
        }
        return new MessageCall(callback, message, value, null);
    }

    /** A value's class may be below a leaf that is open to subclasses. */
    private @Nullable Callback find(Class<?> type) {
        Callback callback = null;
        for (Class<?> next = type; callback == null && next != null; next = next.getSuperclass()) {
            callback = byClass.get(next);
        }
        return callback;
    }
}
