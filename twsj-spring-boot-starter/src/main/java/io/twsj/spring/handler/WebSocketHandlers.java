package io.twsj.spring.handler;

import io.twsj.spring.annotation.WebSocketHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.ConversionService;

/** Finds the handler beans of an application and makes an endpoint of each. */
public final class WebSocketHandlers {

    private final ConfigurableListableBeanFactory beans;
    private final ConversionService conversion;
    private final JsonCodec json;

    /** The handlers among these beans. */
    public WebSocketHandlers(ConfigurableListableBeanFactory beans, JsonCodec json) {
        this.beans = beans;
        this.conversion = conversionService(beans);
        this.json = json;
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
        for (String name : beans.getBeanDefinitionNames()) {
            if (!ScopedProxyUtils.isScopedTarget(name)) {
                addIfHandler(name, endpoints);
            }
        }
        return endpoints;
    }

    private void addIfHandler(String name, List<WebSocketEndpoint> endpoints) {
        WebSocketHandler annotation = beans.findAnnotationOnBean(name, WebSocketHandler.class, false);
        Class<?> type = targetClass(name);
        if (annotation == null && type != null) {
            annotation = AnnotatedElementUtils.findMergedAnnotation(type, WebSocketHandler.class);
        }
        if (annotation != null) {
            Object bean = beans.getBean(name);
            Class<?> actualType = AopProxyUtils.ultimateTargetClass(bean);
            endpoints.add(EndpointAssembly.assemble(name, bean, actualType, annotation, conversion, json));
        }
    }

    /** The class behind proxies; of a bean declared by an interface, known once the bean exists. */
    private @Nullable Class<?> targetClass(String name) {
        if (beans.containsSingleton(name)) {
            Object bean = beans.getSingleton(name);
            if (bean != null) {
                return AopProxyUtils.ultimateTargetClass(bean);
            }
        }
        return AutoProxyUtils.determineTargetClass(beans, name);
    }
}
