package io.twsj.spring.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** For a bean that is made if a map of properties has an entry, which Boot's own conditions cannot tell. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ConditionalOnEntries.HasEntries.class)
@interface ConditionalOnEntries {

    /** The map's name. */
    String value();

    /** Looks for a first entry. */
    final class HasEntries implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            String name =
                    metadata.getAnnotations().get(ConditionalOnEntries.class).getString(MergedAnnotation.VALUE);
            return Binder.get(context.getEnvironment())
                    .bind(name, Bindable.mapOf(String.class, String.class))
                    .map(entries -> !entries.isEmpty())
                    .orElse(false);
        }
    }
}
