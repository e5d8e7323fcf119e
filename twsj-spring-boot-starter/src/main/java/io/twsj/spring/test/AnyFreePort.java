package io.twsj.spring.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Has the server of a {@code @SpringBootTest} take any free port for each of its listeners, so that contexts, builds and a
 * running application do not meet: whatever the application's own files say, but not where the test or the system's
 * properties say the port, or the test has {@link WebEnvironment#DEFINED_PORT}.
 */
final class AnyFreePort implements ContextCustomizerFactory {

    private static final String SOURCE = "twsjTestPort";

    AnyFreePort() {}

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        SpringBootTest test = TestContextAnnotationUtils.findMergedAnnotation(testClass, SpringBootTest.class);
        return test == null || test.webEnvironment() == WebEnvironment.DEFINED_PORT ? null : new Customizer();
    }

    /** Equal to all others, so that tests share cached contexts. */
    private record Customizer() implements ContextCustomizer {

        /** Behind what the test and the command line say, before the application's files. */
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            MutablePropertySources sources = context.getEnvironment().getPropertySources();
            MapPropertySource port = new MapPropertySource(SOURCE, anyFree(context.getEnvironment()));
            if (sources.contains(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
                sources.addAfter(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, port);
            } else {
                sources.addLast(port);
            }
        }

        /** Of all ports that there are, and of the server's, which has a default. */
        private static Map<String, Object> anyFree(Environment environment) {
            Map<String, Object> ports = new HashMap<>();
            if (!environment.getProperty("twsj.server.port", "").equals("-1")) {
                ports.put("twsj.server.port", 0);
            }
            Binder.get(environment)
                    .bind("twsj.listeners", Bindable.mapOf(String.class, Object.class))
                    .ifBound(listeners -> listeners.keySet().stream()
                            .map(name -> "twsj.listeners." + name + ".port")
                            .filter(environment::containsProperty)
                            .forEach(name -> ports.put(name, 0)));
            return ports;
        }
    }
}
