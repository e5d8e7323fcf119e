package io.twsj.spring.autoconfigure;

import io.twsj.ListenOptions;
import io.twsj.TlsOptions;
import io.twsj.WebSocketServer;
import io.twsj.spring.autoconfigure.TwsjListenerProperties.Listener;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.PropertyMapper;

/** Has a server listen where {@code twsj.server} and {@code twsj.listeners.*} say. */
final class ListenerFactory {

    private final TwsjServerProperties server;
    private final TwsjListenerProperties further;
    private final @Nullable ServerTls tls;

    /**
     * Checks the values.
     *
     * @param tls null if no listener speaks TLS
     */
    ListenerFactory(TwsjServerProperties server, TwsjListenerProperties further, @Nullable ServerTls tls) {
        ListenerRules.check(server, further);
        this.server = server;
        this.further = further;
        this.tls = tls;
    }

    void applyTo(WebSocketServer.Builder builder) {
        builder.port(server.port()).address(server.address()).proxyProtocol(server.proxyProtocol());
        PropertyMapper map = PropertyMapper.get();
        map.from(() -> tls(ServerTls.SERVER)).to(builder::tls);
        further.forEach((name, listener) -> builder.listen(options(name, listener)));
    }

    private ListenOptions options(String name, Listener listener) {
        ListenOptions.Builder options = start(listener).name(name).proxyProtocol(listener.proxyProtocol());
        PropertyMapper map = PropertyMapper.get();
        map.from(listener::address).to(options::address);
        map.from(listener.unixSocket()::permissions).to(options::permissions);
        map.from(() -> tls(name)).to(options::tls);
        return options.build();
    }

    private static ListenOptions.Builder start(Listener listener) {
        String path = listener.unixSocket().path();
        if (path != null) {
            return ListenOptions.onUnixSocket(Path.of(path));
        }
        Integer port = listener.port();
        if (port == null) {
            throw new IllegalStateException("a listener that was checked has a port or a path");
        }
        return ListenOptions.onPort(port);
    }

    private @Nullable TlsOptions tls(String listener) {
        return tls == null ? null : tls.options(listener);
    }
}
