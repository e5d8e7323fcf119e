package io.twsj.spring.handler;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/** Replies of types that belong to Reactor or another library Spring knows, which an application may be without. */
final class ReactiveReplies {

    private static final boolean PRESENT =
            ClassUtils.isPresent("org.reactivestreams.Publisher", ReactiveReplies.class.getClassLoader());

    private static final ClassValue<Optional<ReactiveAdapter>> BY_CLASS = new ClassValue<>() {
        @Override
        protected Optional<ReactiveAdapter> computeValue(Class<?> type) {
            return Optional.ofNullable(adapter(type));
        }
    };

    private ReactiveReplies() {}

    /** What adapts values of a method's type; null for the JDK's own and for those that are no stream. */
    static @Nullable ReactiveAdapter adapter(Class<?> type) {
        boolean jdk = CompletionStage.class.isAssignableFrom(type) || Flow.Publisher.class.isAssignableFrom(type);
        return jdk || !PRESENT || type == Object.class
                ? null
                : ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
    }

    /** The same for a class that values have, remembered. */
    static @Nullable ReactiveAdapter adapterOfClass(Class<?> type) {
        return PRESENT ? BY_CLASS.get(type).orElse(null) : null;
    }

    static Flow.Publisher<?> toPublisher(ReactiveAdapter adapter, Object value) {
        return FlowAdapters.toFlowPublisher(adapter.toPublisher(value));
    }
}
