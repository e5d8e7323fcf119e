package io.twsj.spring.autoconfigure;

import io.twsj.ConnectionOptions;
import io.twsj.handshake.OriginPolicy;
import io.twsj.spring.autoconfigure.TwsjHandlerProperties.Handler;
import io.twsj.spring.autoconfigure.TwsjHandlerProperties.Inbound;
import io.twsj.spring.autoconfigure.TwsjHandlerProperties.Keepalive;
import io.twsj.spring.autoconfigure.TwsjHandlerProperties.Limits;
import io.twsj.spring.autoconfigure.TwsjHandlerProperties.Message;
import io.twsj.spring.autoconfigure.TwsjHandlerProperties.Outbound;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.unit.DataSize;

/** The settings of connections, of all handlers or of one: which values can work, and what they are in the core. */
final class ConnectionTerms {

    private static final String ANY_ORIGIN = "*";

    private final PropertyValues values;
    private final Handler handler;

    private ConnectionTerms(PropertyValues values, Handler handler) {
        this.values = values;
        this.handler = handler;
    }

    /** Those of {@code twsj.server}, which are complete. */
    static ConnectionTerms ofServer(TwsjServerProperties server) {
        TwsjServerProperties.Keepalive keepalive = server.keepalive();
        TwsjServerProperties.Outbound outbound = server.outbound();
        TwsjServerProperties.Limits limits = server.limits();
        Handler complete = new Handler(
                server.allowedOrigins(),
                new Message(server.message().maxSize(), server.message().maxFragments()),
                new Keepalive(
                        keepalive.pingInterval(), keepalive.pongTimeout(), keepalive.idleTimeout(), keepalive.maxAge()),
                new Outbound(
                        outbound.maxQueuedBytes(),
                        outbound.maxQueuedMessages(),
                        outbound.overflow(),
                        outbound.writeTimeout()),
                new Inbound(server.inbound().maxPendingMessages()),
                new Limits(limits.messagesPerSecond(), limits.bytesPerSecond(), limits.onViolation()));
        return new ConnectionTerms(PropertyValues.OF_SERVER, complete);
    }

    /** Those of one handler, which only say what differs. */
    static ConnectionTerms ofHandler(String beanName, Handler handler) {
        return new ConnectionTerms(new PropertyValues("twsj.handlers." + beanName + "."), handler);
    }

    /**
     * Checks all values.
     *
     * @throws org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException for the first
     *     that cannot work
     */
    ConnectionTerms checked() {
        values.positive("message.max-size", handler.message().maxSize());
        values.positive("message.max-fragments", handler.message().maxFragments());
        values.notNegative("keepalive.ping-interval", handler.keepalive().pingInterval());
        values.positive("keepalive.pong-timeout", handler.keepalive().pongTimeout());
        values.notNegative("keepalive.idle-timeout", handler.keepalive().idleTimeout());
        values.notNegative("keepalive.max-age", handler.keepalive().maxAge());
        values.positive("outbound.max-queued-bytes", handler.outbound().maxQueuedBytes());
        values.notNegative("outbound.max-queued-messages", handler.outbound().maxQueuedMessages());
        values.positive("outbound.write-timeout", handler.outbound().writeTimeout());
        values.positive("inbound.max-pending-messages", handler.inbound().maxPendingMessages());
        values.notNegative("limits.messages-per-second", handler.limits().messagesPerSecond());
        values.notNegative("limits.bytes-per-second", handler.limits().bytesPerSecond());
        return this;
    }

    /**
     * Checks the origins of connections whose peers a cookie may tell: browsers send it whichever page asks, and one of any
     * origin could act as whoever visits it.
     *
     * @throws org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException if all may connect
     */
    ConnectionTerms checkedForCookies() {
        @Nullable List<String> allowed = handler.allowedOrigins();
        if (allowed != null && allowed.contains(ANY_ORIGIN)) {
            throw values.invalid(
                    "allowed-origins",
                    allowed,
                    "With twsj.server.auth.bearer.cookie a page of any origin could act as whoever visits it; name the"
                            + " origins whose pages may connect.");
        }
        return this;
    }

    /** These options with what is set here in place of what they have. */
    ConnectionOptions on(ConnectionOptions options) {
        ConnectionOptions.Builder builder = options.toBuilder();
        PropertyMapper map = PropertyMapper.get();
        map.from(handler.message()::maxSize).as(ConnectionTerms::bytes).to(builder::maxMessageBytes);
        map.from(handler.message()::maxFragments).to(builder::maxFragments);
        map.from(handler.keepalive()::pingInterval).to(builder::pingInterval);
        map.from(handler.keepalive()::pongTimeout).to(builder::pongTimeout);
        map.from(handler.keepalive()::idleTimeout).to(builder::idleTimeout);
        map.from(handler.keepalive()::maxAge).to(builder::maxAge);
        map.from(handler.outbound()::maxQueuedBytes).as(ConnectionTerms::bytes).to(builder::maxOutboundBytes);
        map.from(handler.outbound()::maxQueuedMessages).to(builder::maxOutboundMessages);
        map.from(handler.outbound()::overflow).to(builder::overflow);
        map.from(handler.outbound()::writeTimeout).to(builder::writeTimeout);
        map.from(handler.inbound()::maxPendingMessages).to(builder::maxPendingMessages);
        map.from(handler.limits()::messagesPerSecond).to(builder::maxMessagesPerSecond);
        map.from(handler.limits()::bytesPerSecond).as(ConnectionTerms::bytes).to(builder::maxBytesPerSecond);
        map.from(handler.limits()::onViolation).to(builder::rateViolation);
        return builder.build();
    }

    private static int bytes(DataSize size) {
        return (int) size.toBytes();
    }

    /** The origins that are set here, else the others. */
    OriginPolicy originsOr(OriginPolicy others) {
        @Nullable List<String> allowed = handler.allowedOrigins();
        return allowed == null ? others : policy(allowed);
    }

    private OriginPolicy policy(List<String> allowed) {
        if (allowed.isEmpty()) {
            return OriginPolicy.sameOrigin();
        }
        if (allowed.contains(ANY_ORIGIN)) {
            return OriginPolicy.any();
        }
        try {
            return OriginPolicy.anyOf(allowed);
        } catch (IllegalArgumentException e) {
            throw values.invalid("allowed-origins", allowed, String.valueOf(e.getMessage()));
        }
    }
}
