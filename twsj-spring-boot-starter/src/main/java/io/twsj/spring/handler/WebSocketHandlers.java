package io.twsj.spring.handler;

import io.twsj.spring.annotation.InvalidMessages;
import io.twsj.spring.annotation.WebSocketAdvice;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.FormatEncoder;
import io.twsj.spring.codec.MessageCodecs;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.handler.EndpointAssembly.Bean;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.convert.ConversionService;

/** Finds the handler beans of an application and makes an endpoint of each. */
public final class WebSocketHandlers {

    private final ConfigurableListableBeanFactory beans;
    private final HandlerContext context;
    private final List<ListenerDecorator> decorators;

    private WebSocketHandlers(Builder builder) {
        this.beans = builder.beans;
        this.context = new HandlerContext(
                conversionService(beans),
                builder.formats,
                builder.codecs,
                builder.validator,
                builder.sources,
                builder.errorReplies,
                builder.workers,
                builder.invalidMessages);
        this.decorators = builder.decorators;
    }

    /** Starts with the beans among which the handlers are, and the formats they can speak. */
    public static Builder among(ConfigurableListableBeanFactory beans, MessageFormats formats) {
        return new Builder(beans, formats);
    }

    /** Collects what handlers are made of. One caller at a time. */
    public static final class Builder {

        private final ConfigurableListableBeanFactory beans;
        private final MessageFormats formats;
        private MessageCodecs codecs = MessageCodecs.NONE;
        private @Nullable PayloadValidator validator;
        private List<ParameterSource> sources = List.of();
        private List<ErrorReplySource> errorReplies = List.of();
        private List<ListenerDecorator> decorators = List.of();
        private Executor workers = Runnable::run;
        private @Nullable InvalidMessages invalidMessages;

        private Builder(ConfigurableListableBeanFactory beans, MessageFormats formats) {
            this.beans = beans;
            this.formats = formats;
        }

        /** The application's own codecs (none). */
        public Builder codecs(MessageCodecs codecs) {
            this.codecs = codecs;
            return this;
        }

        /** Checks payloads annotated {@code @Valid} (nobody). */
        public Builder validator(@Nullable PayloadValidator validator) {
            this.validator = validator;
            return this;
        }

        /** Fill parameters in the application's ways (none). */
        public Builder sources(List<ParameterSource> sources) {
            this.sources = List.copyOf(sources);
            return this;
        }

        /** Say what peers are told of errors (nobody). */
        public Builder errorReplies(List<ErrorReplySource> errorReplies) {
            this.errorReplies = List.copyOf(errorReplies);
            return this;
        }

        /** What is put around the calls of all handlers, the first one innermost (nothing). */
        public Builder decorators(List<ListenerDecorator> decorators) {
            this.decorators = List.copyOf(decorators);
            return this;
        }

        /** Runs what handlers do beside their connection's turn (the caller). */
        public Builder workers(Executor workers) {
            this.workers = workers;
            return this;
        }

        /** What becomes of invalid messages (null: what fits the handler). */
        public Builder invalidMessages(@Nullable InvalidMessages invalidMessages) {
            this.invalidMessages = invalidMessages;
            return this;
        }

        /** The handlers. */
        public WebSocketHandlers build() {
            return new WebSocketHandlers(this);
        }
    }

    private static ConversionService conversionService(ConfigurableListableBeanFactory beans) {
        ConversionService configured = beans.getConversionService();
        return configured == null ? ApplicationConversionService.getSharedInstance() : configured;
    }

    /**
     * The endpoints of all handler beans and {@link WebSocketRoutes}. To be called when the application's singletons exist,
     * since a bean may show its class only then.
     *
     * @throws InvalidHandlerException if a handler cannot work as it is written
     */
    public List<WebSocketEndpoint> endpoints() {
        List<Bean> advices = advices();
        List<WebSocketEndpoint> endpoints = new ArrayList<>();
        beans.getBeanNamesIterator().forEachRemaining(name -> {
            WebSocketHandler annotation = isServable(name) ? annotation(name) : null;
            if (annotation != null) {
                endpoints.add(EndpointAssembly.assemble(
                        name, bean(name, beans.getBean(name)), annotation, context, advices, decorators));
            }
        });
        beans.getBeansOfType(WebSocketRoutes.class)
                .forEach((name, routes) -> routes.specs().forEach(spec -> endpoints.add(endpoint(name, spec))));
        return endpoints;
    }

    private WebSocketEndpoint endpoint(String beanName, RouteSpec spec) {
        RouteListener listener = spec.listener(context.formats(), context.workers());
        WebSocketEndpoint endpoint = new WebSocketEndpoint(
                beanName,
                WebSocketRoutes.class,
                spec.path(),
                spec.subprotocols(),
                spec.execution(),
                new FormatEncoder(context.formats(), context.codecs(), false),
                false,
                List.of(),
                listener);
        for (ListenerDecorator decorator : decorators) {
            endpoint = endpoint.decoratedBy(decorator);
        }
        listener.decoratedAs(endpoint.listener());
        return endpoint;
    }

    private List<Bean> advices() {
        return beans.getBeansWithAnnotation(WebSocketAdvice.class).entrySet().stream()
                .filter(entry -> !ScopedProxyUtils.isScopedTarget(entry.getKey()))
                .sorted(Map.Entry.comparingByValue(AnnotationAwareOrderComparator.INSTANCE))
                .map(entry -> bean(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Bean bean(String name, Object instance) {
        return new Bean(instance, AopProxyUtils.ultimateTargetClass(instance), isConnectionScoped(name));
    }

    private boolean isConnectionScoped(String name) {
        String target = ScopedProxyUtils.getTargetBeanName(name);
        return beans.containsBeanDefinition(target)
                && ConnectionScope.NAME.equals(
                        beans.getMergedBeanDefinition(target).getScope());
    }

    private boolean isServable(String name) {
        boolean isAbstract = beans.containsBeanDefinition(name)
                && beans.getMergedBeanDefinition(name).isAbstract();
        return !isAbstract && !ScopedProxyUtils.isScopedTarget(name);
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
