package io.twsj.spring.handler;

import io.twsj.spring.annotation.WebSocketHandler;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.ConversionService;

/** Finds the handler beans of an application and makes an endpoint of each. */
public final class WebSocketHandlers {

    private final ConfigurableListableBeanFactory beans;
    private final ConversionService conversion;
    private final JsonCodec json;
    private final List<ListenerDecorator> decorators;

    /**
     * The handlers among these beans.
     *
     * @param decorators what is put around the calls of all handlers, the first one innermost
     */
    public WebSocketHandlers(
            ConfigurableListableBeanFactory beans, JsonCodec json, List<ListenerDecorator> decorators) {
        this.beans = beans;
        this.conversion = conversionService(beans);
        this.json = json;
        this.decorators = List.copyOf(decorators);
    }

    private static ConversionService conversionService(ConfigurableListableBeanFactory beans) {
        ConversionService configured = beans.getConversionService();
        return configured == null ? ApplicationConversionService.getSharedInstance() : configured;
    }

    /**
     * The endpoints of all handler beans. To be called when the application's singletons exist, since a bean may show its
     * class only then.
     *
     * @throws InvalidHandlerException if a handler cannot work as it is written
     */
    public List<WebSocketEndpoint> endpoints() {
        List<WebSocketEndpoint> endpoints = new ArrayList<>();
        beans.getBeanNamesIterator().forEachRemaining(name -> {
            WebSocketHandler annotation = isServable(name) ? annotation(name) : null;
            if (annotation != null) {
                endpoints.add(endpoint(name, annotation));
            }
        });
        return endpoints;
    }

    private boolean isServable(String name) {
        boolean isAbstract = beans.containsBeanDefinition(name)
                && beans.getMergedBeanDefinition(name).isAbstract();
        return !isAbstract && !ScopedProxyUtils.isScopedTarget(name);
    }

    private WebSocketEndpoint endpoint(String name, WebSocketHandler annotation) {
        Object bean = beans.getBean(name);
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        List<ParameterSource> sources =
                beans.getBeanProvider(ParameterSource.class).orderedStream().toList();
        WebSocketEndpoint endpoint = EndpointAssembly.assemble(name, bean, type, annotation, conversion, json, sources);
        for (ListenerDecorator decorator : decorators) {
            endpoint = endpoint.decoratedBy(decorator);
        }
        return endpoint;
    }

    /** The annotation of the {@code @Bean} method, if it has one, before that of the class. */
    private @Nullable WebSocketHandler annotation(String name) {
        Class<?> type = targetClass(name);
        Method method = beanMethod(name);
        WebSocketHandler onMethod = method == null ? null : find(method);
        if (onMethod != null) {
            return onMethod;
        }
        return type == null ? null : find(type);
    }

    private static @Nullable WebSocketHandler find(AnnotatedElement element) {
        return AnnotatedElementUtils.findMergedAnnotation(element, WebSocketHandler.class);
    }

    /** The class behind proxies; of a bean declared by an interface, known once the bean exists. */
    private @Nullable Class<?> targetClass(String name) {
        Object bean = beans.containsSingleton(name) ? beans.getSingleton(name) : null;
        return bean == null || bean instanceof FactoryBean
                ? AutoProxyUtils.determineTargetClass(beans, name)
                : AopProxyUtils.ultimateTargetClass(bean);
    }

    private @Nullable Method beanMethod(String name) {
        return beans.containsBeanDefinition(name)
                        && beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition
                ? definition.getResolvedFactoryMethod()
                : null;
    }
}
