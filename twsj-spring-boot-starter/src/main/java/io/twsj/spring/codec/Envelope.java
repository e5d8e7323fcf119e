package io.twsj.spring.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twsj.spring.annotation.MessageType;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * A message that says what it is: {@code {"type":"chat.post","id":7,"data":{...}}}. To be sent where the type is not that
 * of the value's class. Immutable if its data is.
 *
 * @param type what kind of message it is
 * @param id ties a reply to its request; a {@code String}, an integer, or null for a message that is neither
 * @param data its content; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Envelope(
        String type, @Nullable Object id, @Nullable Object data) {

    private static final ClassValue<Optional<String>> TYPES = new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> type) {
            return Optional.ofNullable(findType(type));
        }
    };

    /** Checks the type. */
    public Envelope {
        Objects.requireNonNull(type, "type");
    }

    /** An envelope that is no reply and asks for none. */
    public static Envelope of(String type, @Nullable Object data) {
        return new Envelope(type, null, data);
    }

    /** The same with this id, unless it has one of its own. */
    public Envelope answering(@Nullable Object request) {
        return id != null || request == null ? this : new Envelope(type, request, data);
    }

    /**
     * The type under which values of a class are sent: that of {@link MessageType}, else the class's simple name with its
     * first letter in lower case; null for the JDK's and Jackson's own classes, which do not say what they are.
     */
    public static @Nullable String typeOf(Class<?> type) {
        return TYPES.get(type).orElse(null);
    }

    private static @Nullable String findType(Class<?> type) {
        String declared = declaredTypeOf(type);
        return declared != null || saysNothing(type) ? declared : StringUtils.uncapitalize(type.getSimpleName());
    }

    /** The type that {@link MessageType} gives a class; null without it. */
    public static @Nullable String declaredTypeOf(Class<?> type) {
        MessageType annotation = AnnotationUtils.findAnnotation(type, MessageType.class);
        return annotation == null ? null : annotation.value();
    }

    private static boolean saysNothing(Class<?> type) {
        String packageName = ClassUtils.getPackageName(type);
        return type.isArray()
                || type.isAnonymousClass()
                || packageName.startsWith("java.")
                || packageName.startsWith("tools.jackson.");
    }
}
