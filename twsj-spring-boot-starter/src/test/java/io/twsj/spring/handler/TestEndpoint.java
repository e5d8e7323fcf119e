package io.twsj.spring.handler;

import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import io.twsj.http.RequestHead;
import io.twsj.message.Message;
import io.twsj.spring.annotation.WebSocketHandler;
import java.util.List;
import java.util.Map;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.annotation.AnnotatedElementUtils;
import tools.jackson.databind.json.JsonMapper;

/** A handler's endpoint with one fake connection, driven as the core drives it. */
final class TestEndpoint {

    private static final JsonCodec JSON = new JsonCodec(JsonMapper.shared());

    final WebSocketListener listener;
    final FakeConnection connection;

    private TestEndpoint(WebSocketListener listener, Map<String, String> pathVariables) {
        this.listener = listener;
        this.connection = new FakeConnection(JSON, pathVariables);
    }

    static WebSocketEndpoint assemble(Object bean) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        WebSocketHandler annotation = AnnotatedElementUtils.findMergedAnnotation(type, WebSocketHandler.class);
        return EndpointAssembly.assemble(
                "handler", bean, type, annotation, ApplicationConversionService.getSharedInstance(), JSON, List.of());
    }

    /** Opens a connection to a handler. */
    static TestEndpoint open(Object bean, Map<String, String> pathVariables) throws Exception {
        TestEndpoint endpoint = new TestEndpoint(assemble(bean).listener(), pathVariables);
        endpoint.listener.onOpen(endpoint.connection);
        return endpoint;
    }

    /** Opens a connection with this request, which is not kept any longer. */
    static TestEndpoint open(Object bean, RequestHead handshake) throws Exception {
        TestEndpoint endpoint = new TestEndpoint(assemble(bean).listener(), Map.of());
        endpoint.connection.handshake = handshake;
        endpoint.listener.onOpen(endpoint.connection);
        endpoint.connection.handshake = null;
        return endpoint;
    }

    static TestEndpoint open(Object bean) throws Exception {
        return open(bean, Map.of());
    }

    TestEndpoint text(String text) throws Exception {
        listener.onMessage(connection, Message.text(text));
        return this;
    }

    TestEndpoint binary(int... bytes) throws Exception {
        byte[] payload = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            payload[i] = (byte) bytes[i];
        }
        listener.onMessage(connection, Message.binary(payload));
        return this;
    }

    TestEndpoint end(CloseReason reason) throws Exception {
        connection.close(reason);
        listener.onClose(connection, reason);
        return this;
    }
}
