package io.twsj.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.spring.autoconfigure.TwsjExecutorAutoConfiguration;
import io.twsj.spring.autoconfigure.TwsjHandlerAutoConfiguration;
import io.twsj.spring.autoconfigure.TwsjServerAutoConfiguration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The tester is there in tests only, and costs nothing where nobody asks for it. */
class TwsjTesterAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjHandlerAutoConfiguration.class,
                    TwsjExecutorAutoConfiguration.class,
                    TwsjServerAutoConfiguration.class,
                    TwsjTesterAutoConfiguration.class));

    @Test
    void theTesterIsMadeWhenItIsAskedFor() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(WebSocketTester.class);
            assertThat(context.getBean(WebSocketTester.class)).isSameAs(context.getBean(WebSocketTester.class));
            assertThat(context.getBeanFactory().getBeanDefinition("twsjTester").isLazyInit())
                    .isTrue();
        });
    }

    @Test
    void itSaysThatNoServerRuns() {
        runner.run(context -> assertThatThrownBy(
                        () -> context.getBean(WebSocketTester.class).connect("/"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no WebSocket server runs in this application: has it a handler"));
    }

    @Test
    void applicationsWithoutBootsTestModuleOrAssertJHaveNone() {
        runner.withClassLoader(new FilteredClassLoader(SpringBootTest.class))
                .run(context -> assertThat(context).doesNotHaveBean("twsjTester"));
        runner.withClassLoader(new FilteredClassLoader(Assertions.class))
                .run(context -> assertThat(context).doesNotHaveBean("twsjTester"));
    }

    @Test
    void applicationsWithoutAServerHaveNone() {
        runner.withPropertyValues("twsj.server.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("twsjTester"));
    }
}
