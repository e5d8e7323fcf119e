package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.Execution;
import io.twsj.message.Message;
import io.twsj.spring.annotation.ConnectionScoped;
import io.twsj.spring.annotation.OnHandshake;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.support.DefaultConversionService;

/** In which ways a bean can be a handler. */
class WebSocketHandlersTest {

    @WebSocketHandler(
            path = "/scanned",
            subprotocols = {"a", "b"},
            execution = Execution.INLINE)
    static class Annotated {
        @OnMessage
        String on(String text) {
            return "annotated " + text;
        }
    }

    static class Plain {
        @OnMessage
        String on(String text) {
            return "plain " + text;
        }
    }

    interface Greeter {
        String greet(String text);
    }

    @WebSocketHandler("/greeter")
    static class EnglishGreeter implements Greeter {
        @Override
        @OnMessage
        public String greet(String text) {
            return "hello " + text;
        }
    }

    private static List<WebSocketEndpoint> endpoints(AnnotationConfigApplicationContext context) {
        return WebSocketHandlers.among(context.getBeanFactory(), TestEndpoint.FORMATS)
                .build()
                .endpoints();
    }

    private static WebSocketEndpoint onlyEndpoint(Class<?>... configuration) {
        try (var context = new AnnotationConfigApplicationContext(configuration)) {
            List<WebSocketEndpoint> endpoints = endpoints(context);
            assertThat(endpoints).hasSize(1);
            return endpoints.get(0);
        }
    }

    private static String reply(WebSocketEndpoint endpoint, String text) throws Exception {
        FakeConnection connection = new FakeConnection(TestEndpoint.JSON, Map.of());
        endpoint.listener().onOpen(connection);
        endpoint.listener().onMessage(connection, Message.text(text));
        return String.join(",", connection.sentTexts());
    }

    @Test
    void theAnnotationMakesAClassAComponentNamedAsAnyOtherAndCarriesTheTerms() throws Exception {
        WebSocketEndpoint endpoint = onlyEndpoint(Annotated.class);

        assertThat(endpoint.beanName()).isEqualTo("webSocketHandlersTest.Annotated");
        assertThat(endpoint.path()).isEqualTo("/scanned");
        assertThat(endpoint.subprotocols()).containsExactly("a", "b");
        assertThat(endpoint.execution()).isEqualTo(Execution.INLINE);
        assertThat(reply(endpoint, "x")).isEqualTo("annotated x");
    }

    @ConnectionScoped
    @WebSocketHandler("/scoped")
    static class OneAConnection {
        @OnHandshake
        boolean check() {
            return true;
        }

        @OnMessage
        String on(String text) {
            return text;
        }
    }

    @Configuration
    @Import(OneAConnection.class)
    static class ScopedWithHandshake {
        @Bean
        static ConnectionScopes scopes() {
            return new ConnectionScopes();
        }
    }

    @Test
    void aHandlerThatIsOneAConnectionCannotSeeTheOpeningHandshake() {
        assertThatThrownBy(() -> onlyEndpoint(ScopedWithHandshake.class))
                .isInstanceOf(InvalidHandlerException.class)
                .hasMessageContaining(
                        "OneAConnection.check() is annotated @OnHandshake, but its bean is one a connection")
                .extracting(failure -> ((InvalidHandlerException) failure).action())
                .asString()
                .contains("HandshakeInterceptor bean");
    }

    @Configuration
    static class OnBeanMethod {
        @Bean
        @WebSocketHandler("/plain")
        Plain handler() {
            return new Plain();
        }
    }

    @Test
    void theAnnotationOnABeanMethodMakesItsBeanAHandler() throws Exception {
        WebSocketEndpoint endpoint = onlyEndpoint(OnBeanMethod.class);

        assertThat(endpoint.path()).isEqualTo("/plain");
        assertThat(endpoint.execution()).isEqualTo(Execution.WORKER);
        assertThat(reply(endpoint, "x")).isEqualTo("plain x");
    }

    @Configuration
    static class ClassOfABean {
        @Bean
        Annotated handler() {
            return new Annotated();
        }
    }

    @Test
    void theAnnotationOnTheClassOfABeanCounts() throws Exception {
        assertThat(reply(onlyEndpoint(ClassOfABean.class), "x")).isEqualTo("annotated x");
    }

    @Configuration
    static class OnBothMethodAndClass {
        @Bean
        @WebSocketHandler("/another")
        Annotated handler() {
            return new Annotated();
        }
    }

    @Test
    void theAnnotationOnABeanMethodComesBeforeThatOfTheClass() {
        assertThat(onlyEndpoint(OnBothMethodAndClass.class).path()).isEqualTo("/another");
    }

    static class Factory implements FactoryBean<Annotated> {
        @Override
        public Annotated getObject() {
            return new Annotated();
        }

        @Override
        public Class<?> getObjectType() {
            return Annotated.class;
        }
    }

    @Test
    void whatAFactoryBeanMakesCanBeAHandler() throws Exception {
        assertThat(reply(onlyEndpoint(Factory.class), "x")).isEqualTo("annotated x");
    }

    @Test
    void anObjectRegisteredAsSingletonCanBeAHandler() throws Exception {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.getBeanFactory().registerSingleton("handler", new Annotated());
            context.refresh();

            assertThat(reply(endpoints(context).get(0), "x")).isEqualTo("annotated x");
        }
    }

    @Configuration
    static class DeclaredByInterface {
        @Bean
        Greeter handler() {
            return new EnglishGreeter();
        }
    }

    @Test
    void aBeanDeclaredByAnInterfaceIsFoundByItsRealClass() throws Exception {
        assertThat(reply(onlyEndpoint(DeclaredByInterface.class), "x")).isEqualTo("hello x");
    }

    @Configuration
    static class Proxying {
        static final AtomicInteger CALLS = new AtomicInteger();

        static MethodInterceptor counter() {
            return invocation -> {
                CALLS.incrementAndGet();
                return invocation.proceed();
            };
        }

        @Bean
        static MethodInterceptor counting() {
            return counter();
        }

        @Bean
        static BeanNameAutoProxyCreator proxies() {
            BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
            creator.setBeanNames("handler");
            creator.setInterceptorNames("counting");
            return creator;
        }
    }

    @Test
    void aHandlerBehindAClassProxyIsCalledThroughTheProxy() throws Exception {
        int before = Proxying.CALLS.get();

        assertThat(reply(onlyEndpoint(Proxying.class, ClassOfABean.class), "x")).isEqualTo("annotated x");
        assertThat(Proxying.CALLS.get() - before).isEqualTo(1);
    }

    @Test
    void aHandlerBehindAnInterfaceProxyIsCalledThroughTheProxy() throws Exception {
        int before = Proxying.CALLS.get();

        assertThat(reply(onlyEndpoint(Proxying.class, DeclaredByInterface.class), "x"))
                .isEqualTo("hello x");
        assertThat(Proxying.CALLS.get() - before).isEqualTo(1);
    }

    @Configuration
    static class ReturnsAProxy {
        @Bean
        Greeter handler() {
            ProxyFactory factory = new ProxyFactory(new EnglishGreeter());
            factory.addAdvice(Proxying.counter());
            return (Greeter) factory.getProxy();
        }
    }

    @Test
    void aBeanMethodMayReturnAProxyOfAHandler() throws Exception {
        assertThat(reply(onlyEndpoint(ReturnsAProxy.class), "x")).isEqualTo("hello x");
    }

    @Configuration
    static class Scoped {
        @Bean
        @Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
        Annotated handler() {
            return new Annotated();
        }
    }

    @Test
    void aScopedHandlerIsServedOnceThroughItsScopedProxy() throws Exception {
        try (var context = new AnnotationConfigApplicationContext(Scoped.class)) {
            List<WebSocketEndpoint> endpoints = endpoints(context);

            assertThat(endpoints).extracting(WebSocketEndpoint::beanName).containsExactly("handler");
            assertThat(reply(endpoints.get(0), "x")).isEqualTo("annotated x");
        }
    }

    @Configuration
    static class LazyHandler {
        @Bean
        @Lazy
        Annotated handler() {
            return new Annotated();
        }
    }

    @Test
    void aLazyHandlerIsMadeWhenItIsNeeded() throws Exception {
        assertThat(reply(onlyEndpoint(LazyHandler.class), "x")).isEqualTo("annotated x");
    }

    @Configuration
    @Import({Annotated.class, OnBeanMethod.class})
    static class Several {
        @Bean
        String noHandler() {
            return "no handler";
        }
    }

    @Test
    void everyHandlerOfAnApplicationIsFound() {
        try (var context = new AnnotationConfigApplicationContext(Several.class)) {
            assertThat(endpoints(context)).extracting(WebSocketEndpoint::path).containsExactly("/scanned", "/plain");
        }
    }

    record Room(String name) {}

    @WebSocketHandler("/{room}")
    static class Converting {
        @OnOpen
        String open(@PathVariable Room room) {
            return room.name();
        }
    }

    @Configuration
    @Import(Converting.class)
    static class OwnConversion {
        @Bean
        DefaultConversionService conversionService() {
            DefaultConversionService service = new DefaultConversionService();
            service.addConverter(String.class, Room.class, (Converter<String, Room>) text -> new Room("room " + text));
            return service;
        }
    }

    @Test
    void pathVariablesAreConvertedByTheApplicationsConversionService() throws Exception {
        WebSocketEndpoint endpoint = onlyEndpoint(OwnConversion.class);
        FakeConnection connection = new FakeConnection(TestEndpoint.JSON, Map.of("room", "blue"));

        endpoint.listener().onOpen(connection);

        assertThat(connection.sentTexts()).containsExactly("room blue");
    }
}
