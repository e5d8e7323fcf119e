package io.twsj.spring.handler;

import io.twsj.MessageEncoder;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import io.twsj.http.RequestHead;
import io.twsj.message.Message;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.FormatEncoder;
import io.twsj.spring.codec.MessageCodecs;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.handler.EndpointAssembly.Bean;
import jakarta.validation.Validation;
import java.util.List;
import java.util.Map;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.annotation.AnnotatedElementUtils;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** A handler's endpoint with one fake connection, driven as the core drives it. */
final class TestEndpoint {

    static final MessageFormats FORMATS =
            new MessageFormats(JsonMapper.shared()).withBinary("CBOR", CBORMapper.shared());
    static final MessageEncoder JSON = new FormatEncoder(FORMATS, MessageCodecs.NONE, false);

    private static final HandlerContext CONTEXT = context(
            new PayloadValidator(Validation.buildDefaultValidatorFactory().getValidator()));

    final WebSocketListener listener;
    final FakeConnection connection;

    private TestEndpoint(WebSocketEndpoint endpoint, Map<String, String> pathVariables) {
        this.listener = endpoint.listener();
        this.connection = new FakeConnection(endpoint.encoder(), pathVariables);
    }

    private static HandlerContext context(PayloadValidator validator) {
        return new HandlerContext(
                ApplicationConversionService.getSharedInstance(),
                FORMATS,
                MessageCodecs.NONE,
                validator,
                List.of(),
                List.of(),
                Runnable::run,
                null);
    }

    static HandlerContext contextWithoutValidator() {
        return context(null);
    }

    static WebSocketEndpoint assemble(Object bean) {
        return assemble(CONTEXT, bean);
    }

    static WebSocketEndpoint assemble(HandlerContext context, Object bean) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        WebSocketHandler annotation = AnnotatedElementUtils.findMergedAnnotation(type, WebSocketHandler.class);
        return EndpointAssembly.assemble(
                "handler", new Bean(bean, type, false), annotation, context, List.of(), List.of());
    }

    /** Opens a connection to a handler. */
    static TestEndpoint open(Object bean, Map<String, String> pathVariables) throws Exception {
        TestEndpoint endpoint = new TestEndpoint(assemble(bean), pathVariables);
        endpoint.listener.onOpen(endpoint.connection);
        return endpoint;
    }

    /** Opens a connection with this request, which is not kept any longer. */
    static TestEndpoint open(Object bean, RequestHead handshake) throws Exception {
        TestEndpoint endpoint = new TestEndpoint(assemble(bean), Map.of());
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
