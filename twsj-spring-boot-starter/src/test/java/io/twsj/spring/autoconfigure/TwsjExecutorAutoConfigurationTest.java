package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.server.WorkerExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which threads handlers get. */
class TwsjExecutorAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TwsjExecutorAutoConfiguration.class));

    private static String threadKind(WorkerExecutor workers) {
        return CompletableFuture.supplyAsync(() -> Thread.currentThread().toString(), workers.executor())
                .join();
    }

    @Test
    void byDefaultAPoolOfPlatformThreadsThatEndsWithTheContext() {
        ExecutorService[] pool = new ExecutorService[1];
        runner.run(context -> {
            WorkerExecutor workers = context.getBean(WorkerExecutor.class);
            assertThat(threadKind(workers)).contains("twsj-worker-").doesNotContain("Virtual");
            pool[0] = (ExecutorService) workers.executor();
        });
        assertThat(pool[0].isShutdown()).isTrue();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsIfBootsPropertySaysSo() {
        runner.withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> assertThat(threadKind(context.getBean(WorkerExecutor.class)))
                        .contains("twsj-worker-")
                        .contains("Virtual"));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void aPoolIfBootsPropertyAsksForVirtualThreadsThatTheJvmLacks() {
        runner.withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> assertThat(threadKind(context.getBean(WorkerExecutor.class)))
                        .contains("twsj-worker-"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsIfOurPropertySaysSo() {
        runner.withPropertyValues("twsj.server.executor.type=virtual")
                .run(context -> assertThat(threadKind(context.getBean(WorkerExecutor.class)))
                        .contains("Virtual"));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsThatTheJvmLacksStopTheStart() {
        runner.withPropertyValues("twsj.server.executor.type=virtual")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("twsj.server.executor.type")
                        .hasMessageContaining("Java 21"));
    }

    @Test
    void platformThreadsIfOurPropertySaysSoWhateverBoots() {
        runner.withPropertyValues("twsj.server.executor.type=platform", "spring.threads.virtual.enabled=true")
                .run(context -> assertThat(threadKind(context.getBean(WorkerExecutor.class)))
                        .doesNotContain("Virtual"));
    }

    @Test
    void anApplicationsOwnReplacesOurs() {
        WorkerExecutor own = () -> Runnable::run;
        runner.withBean(WorkerExecutor.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(WorkerExecutor.class)).isSameAs(own));
    }

    @Test
    void noBeanIsAnExecutorSinceBootsOwnWouldBackOff() {
        runner.run(context -> assertThat(context.getBeansOfType(Executor.class)).isEmpty());
    }

    @Test
    void nothingIfTheServerIsDisabled() {
        runner.withPropertyValues("twsj.server.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(WorkerExecutor.class));
    }
}
