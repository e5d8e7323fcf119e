package io.twsj.spring.autoconfigure;

import io.twsj.spring.autoconfigure.TwsjServerProperties.ExecutorType;
import io.twsj.spring.server.WorkerExecutor;
import java.util.concurrent.Executor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** Chooses the threads of handlers that may block. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "twsj.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TwsjServerProperties.class)
public final class TwsjExecutorAutoConfiguration {

    private static final String THREAD_PREFIX = "twsj-worker-";

    @Bean
    @ConditionalOnMissingBean
    WorkerExecutor twsjWorkerExecutor(TwsjServerProperties properties, Environment environment) {
        return switch (properties.executor().type()) {
            case AUTO -> Threading.VIRTUAL.isActive(environment) ? virtualThreads() : new WorkerPool(THREAD_PREFIX);
            case VIRTUAL -> checkedVirtualThreads();
            case PLATFORM -> new WorkerPool(THREAD_PREFIX);
        };
    }

    private static WorkerExecutor checkedVirtualThreads() {
        if (JavaVersion.getJavaVersion().isOlderThan(JavaVersion.TWENTY_ONE)) {
            throw PropertyRules.invalid(
                    "executor.type",
                    ExecutorType.VIRTUAL,
                    "Virtual threads need Java 21 or later; this is Java " + JavaVersion.getJavaVersion() + ".");
        }
        return virtualThreads();
    }

    private static WorkerExecutor virtualThreads() {
        Executor executor = new VirtualThreadTaskExecutor(THREAD_PREFIX);
        return () -> executor;
    }
}
