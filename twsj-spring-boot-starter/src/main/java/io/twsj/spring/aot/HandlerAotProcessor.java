package io.twsj.spring.aot;

import io.twsj.spring.annotation.WebSocketAdvice;
import io.twsj.spring.annotation.WebSocketHandler;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

/** Adds the hints for the methods of every handler and advice bean, whether its class or its {@code @Bean} method is annotated. */
final class HandlerAotProcessor implements BeanRegistrationAotProcessor {

    private static final String CALLBACKS = WebSocketHandler.class.getPackageName() + ".On";

    HandlerAotProcessor() {}

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
        if (!isHandler(bean, type)) {
            return null;
        }
        Set<Method> callbacks = MethodIntrospector.selectMethods(type, HandlerAotProcessor::isCallback);
        return (generation, code) -> {
            HandlerHints hints = new HandlerHints(generation.getRuntimeHints().reflection());
            callbacks.forEach(hints::add);
            hints.addEnvelopes();
        };
    }

    private static boolean isHandler(RegisteredBean bean, Class<?> type) {
        Method method = bean.getMergedBeanDefinition().getResolvedFactoryMethod();
        return isHandler(type) || (method != null && isHandler(method));
    }

    private static boolean isHandler(AnnotatedElement element) {
        return AnnotatedElementUtils.hasAnnotation(element, WebSocketHandler.class)
                || AnnotatedElementUtils.hasAnnotation(element, WebSocketAdvice.class);
    }

    private static boolean isCallback(Method method) {
        return MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY).stream()
                .map(MergedAnnotation::getType)
                .map(Class<? extends Annotation>::getName)
                .anyMatch(name -> name.startsWith(CALLBACKS));
    }
}
