package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.WebSocketServer;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.server.ServerPortPublisher;
import io.twsj.spring.server.TwsjServerCustomizer;
import io.twsj.spring.server.TwsjServerEvent;
import io.twsj.spring.server.TwsjServerGracefulShutdown;
import io.twsj.spring.server.TwsjServerLifecycle;
import io.twsj.spring.server.TwsjServerStartedEvent;
import io.twsj.spring.server.TwsjServerStoppedEvent;
import io.twsj.spring.server.TwsjServerStoppingEvent;
import io.twsj.spring.server.WebSocketServerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;

/** When a server runs, with what, and what is left of it afterwards. */
@ExtendWith(OutputCaptureExtension.class)
class TwsjServerAutoConfigurationTest {

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String on(String text) {
            return text;
        }
    }

    @WebSocketHandler("/broken")
    static class Broken {
        @OnMessage
        void on(String text, Integer number) {}
    }

    static class Events {
        final List<TwsjServerEvent> seen = new ArrayList<>();

        @EventListener
        void on(TwsjServerEvent event) {
            seen.add(event);
        }
    }

    static class FailsLast implements SmartLifecycle {
        @Override
        public void start() {
            throw new IllegalStateException("fails last");
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjServerAutoConfiguration.class,
                    TwsjHandlerAutoConfiguration.class,
                    TwsjExecutorAutoConfiguration.class,
                    JacksonAutoConfiguration.class))
            .withPropertyValues("twsj.server.port=0", "twsj.server.address=127.0.0.1");

    private final ApplicationContextRunner echo = runner.withBean(Echo.class);

    private static int port(ApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** Applications of other tests may live on. */
    private final Set<Thread> others = Thread.getAllStackTraces().keySet();

    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("twsj"))
                .toList();
    }

    @Test
    void aHandlerOpensThePortAndALineSaysWhere(CapturedOutput output) {
        echo.run(context -> {
            int port = port(context);
            assertThat(isListening(port)).isTrue();
            assertThat(output.getAll()).contains("listening on ws://127.0.0.1:" + port + "/");
        });
    }

    @Test
    void theWildcardAddressIsShownShort(CapturedOutput output) {
        echo.withPropertyValues("twsj.server.address=0.0.0.0")
                .run(context ->
                        assertThat(output.getAll()).contains("listening on ws://0.0.0.0:" + port(context) + "/"));
    }

    @Test
    void withoutAHandlerNoPortIsOpenedAndOneLineSaysSo(CapturedOutput output) {
        runner.withBean(Events.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getEnvironment().containsProperty("local.twsj.server.port"))
                    .isFalse();
            assertThat(context.getBean(Events.class).seen).isEmpty();
            assertThat(output.getAll().lines().filter(line -> line.contains("@WebSocketHandler")))
                    .singleElement()
                    .asString()
                    .contains("INFO")
                    .contains("no port is opened");
        });
    }

    @Test
    void withoutAHandlerThePortIsOpenedIfAskedFor() {
        runner.withPropertyValues("twsj.server.enabled=true")
                .run(context -> assertThat(isListening(port(context))).isTrue());
    }

    @Test
    void nothingRunsIfTheServerIsDisabled() {
        echo.withPropertyValues("twsj.server.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(TwsjServerLifecycle.class)
                        .doesNotHaveBean(TwsjServerProperties.class));
    }

    @Test
    void eventsTellOfStartAndStopAndAfterwardsPortAndThreadsAreGone() {
        Events events = new Events();
        echo.withBean(Events.class, () -> events).run(context -> {
            assertThat(threads()).contains("twsj-keep-alive");
            assertThat(events.seen).singleElement().isInstanceOf(TwsjServerStartedEvent.class);
            assertThat(events.seen.get(0).getPort()).isEqualTo(port(context));
        });

        assertThat(events.seen)
                .hasExactlyElementsOfTypes(
                        TwsjServerStartedEvent.class, TwsjServerStoppingEvent.class, TwsjServerStoppedEvent.class);
        assertThat(isListening(events.seen.get(2).getPort())).isFalse();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void theContextCanBeStoppedAndStartedAgain() {
        echo.run(context -> {
            ConfigurableApplicationContext application = context.getSourceApplicationContext();
            int first = port(context);

            application.stop();
            assertThat(isListening(first)).isFalse();
            application.start();

            assertThat(isListening(port(context))).isTrue();
        });
    }

    /** Boot says so of the contexts of its own web servers; a balancer has to know before handshakes are refused. */
    @Test
    void theApplicationRefusesTrafficBeforeItsServerStops() {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        ApplicationListener<ApplicationEvent> listener = event -> {
            if (event instanceof AvailabilityChangeEvent<?> change) {
                told.add(change.getState().toString());
            } else if (event instanceof TwsjServerStoppingEvent) {
                told.add("stopping");
            }
        };
        echo.withInitializer(context -> context.addApplicationListener(listener))
                .run(context -> {
                    ConfigurableApplicationContext application = context.getSourceApplicationContext();
                    application.stop();
                    application.start();
                    assertThat(told).containsExactly("REFUSING_TRAFFIC", "stopping", "ACCEPTING_TRAFFIC");
                    told.clear();
                });
        assertThat(told).containsExactly("REFUSING_TRAFFIC", "stopping");
    }

    @Test
    void thePortIsKnownToParentContextsToo() {
        try (GenericApplicationContext parent = new GenericApplicationContext()) {
            parent.refresh();
            echo.withParent(parent).run(context -> assertThat(port(parent)).isEqualTo(port(context)));
        }
    }

    @Test
    void aPortInUseStopsTheStartAndTheAnalysisNamesPortAndProperty() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            echo.withPropertyValues("twsj.server.port=" + taken.getLocalPort()).run(context -> {
                FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
                assertThat(analysis.getDescription()).contains(":" + taken.getLocalPort() + ": Address already in use");
                assertThat(analysis.getAction()).contains("twsj.server.port");
            });
        }
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void anAddressOfAnotherMachineStopsTheStartAndTheAnalysisNamesTheProperty() {
        echo.withPropertyValues("twsj.server.address=192.0.2.1").run(context -> {
            FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("192.0.2.1");
            assertThat(analysis.getAction()).contains("twsj.server.address");
        });
    }

    @Test
    void aHandlerThatCannotWorkStopsTheStart() {
        runner.withBean(Broken.class)
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains("Broken.on(String, Integer)"));
    }

    @WebSocketHandler("no-slash")
    static class MalformedPath extends Echo {}

    @Test
    void aMalformedPathStopsTheStart() {
        runner.withBean(MalformedPath.class)
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains("no-slash"));
    }

    @WebSocketHandler("/echo")
    static class SamePath extends Echo {}

    @Test
    void twoHandlersOnOnePathStopTheStart() {
        echo.withBean(SamePath.class)
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains("\"/echo\""));
    }

    @Test
    void anOriginThatIsNoneStopsTheStartWithTheNameOfTheProperty() {
        echo.withPropertyValues("twsj.server.allowed-origins=example.com/path")
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains("twsj.server.allowed-origins"));
    }

    @Test
    void aStartThatFailsLaterLeavesNoPortAndNoThreadBehind() {
        Events events = new Events();
        echo.withBean(Events.class, () -> events)
                .withBean(FailsLast.class)
                .run(context -> assertThat(context).hasFailed());

        assertThat(events.seen).isNotEmpty();
        assertThat(isListening(events.seen.get(0).getPort())).isFalse();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void aListenerOfTheStartedEventThatFailsLeavesNoPortAndNoThreadBehind() {
        int[] port = new int[1];
        echo.withInitializer(context -> context.addApplicationListener(event -> {
                    if (event instanceof TwsjServerStartedEvent started) {
                        port[0] = started.getPort();
                        throw new IllegalStateException("fails on the event");
                    }
                }))
                .run(context -> assertThat(context).hasFailed());

        assertThat(isListening(port[0])).isFalse();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void aGracePeriodThatSpringCutsShortIsWarnedOf(CapturedOutput output) {
        echo.withPropertyValues("twsj.server.shutdown.grace-period=40s")
                .run(context -> assertThat(output.getAll())
                        .contains("WARN")
                        .contains("twsj.server.shutdown.grace-period (40000 ms)"));
    }

    @Test
    void customizersHaveTheLastWordInTheirOrder() throws IOException {
        int free;
        try (ServerSocket probe = new ServerSocket(0)) {
            free = probe.getLocalPort();
        }
        TwsjServerCustomizer customizer = server -> server.port(free);
        echo.withBean(TwsjServerCustomizer.class, () -> customizer)
                .run(context -> assertThat(port(context)).isEqualTo(free));
    }

    @Test
    void anApplicationsOwnBeansReplaceOurs() {
        WebSocketServerFactory factory =
                () -> WebSocketServer.builder().port(0).address("127.0.0.1").build();
        runner.withBean("ownFactory", WebSocketServerFactory.class, () -> factory)
                .withBean(
                        "ownLifecycle", TwsjServerLifecycle.class, () -> new TwsjServerLifecycle(factory, event -> {}))
                .withBean(
                        "ownShutdown",
                        TwsjServerGracefulShutdown.class,
                        () -> new TwsjServerGracefulShutdown(
                                new TwsjServerLifecycle(factory, event -> {}), Duration.ZERO, Duration.ZERO))
                .withBean(
                        "ownPublisher",
                        ServerPortPublisher.class,
                        () -> new ServerPortPublisher(new GenericApplicationContext()))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(WebSocketServerFactory.class)
                        .hasSingleBean(TwsjServerLifecycle.class)
                        .hasSingleBean(TwsjServerGracefulShutdown.class)
                        .hasSingleBean(ServerPortPublisher.class)
                        .doesNotHaveBean("twsjServerFactory"));
    }
}
