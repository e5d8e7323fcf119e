package io.twsj.spring.test;

import io.twsj.ConnectOptions;
import io.twsj.ListeningSocket;
import io.twsj.TlsOptions;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketServer;
import io.twsj.spring.autoconfigure.TwsjServerAutoConfiguration;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.server.TwsjServerLifecycle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import tools.jackson.databind.json.JsonMapper;

/** A {@link WebSocketTester} for tests with the real server. Costs nothing until a test asks for it. */
@AutoConfiguration(after = TwsjServerAutoConfiguration.class)
@ConditionalOnClass({SpringBootTest.class, Assertions.class})
@ConditionalOnBean(TwsjServerLifecycle.class)
public final class TwsjTesterAutoConfiguration {

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    TesterClient twsjTesterClient(TwsjServerLifecycle lifecycle) {
        return new TesterClient(
                WebSocketClient.builder().daemon(true).build(),
                () -> uri(lifecycle.server()),
                ConnectOptions.builder()
                        .tls(TlsOptions.builder().insecure().build())
                        .build());
    }

    /** Not by the property: in contexts that share an environment another server's port may be there. */
    private static URI uri(@Nullable WebSocketServer server) {
        if (server == null) {
            throw new AssertionError(
                    "no WebSocket server runs in this application: has it a handler, is twsj.server.enabled not false?");
        }
        for (ListeningSocket socket : server.listeningSockets()) {
            if (socket.address() instanceof InetSocketAddress address) {
                String scheme = socket.usesTls() ? "wss://" : "ws://";
                return URI.create(scheme + host(address.getAddress()) + ":" + address.getPort() + "/");
            }
        }
        throw new AssertionError(
                "the WebSocket server of this application listens on no port, only on Unix domain sockets");
    }

    private static String host(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return "localhost";
        }
        String host = address.getHostAddress();
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    WebSocketTester twsjTester(TesterClient client, MessageFormats formats, ObjectProvider<JsonMapper> mapper) {
        return new WebSocketTester(client, formats, mapper.getIfAvailable(JsonMapper::shared));
    }
}
