package io.twsj.pair;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import tools.jackson.databind.json.JsonMapper;

/** The pair's application on Tomcat: {@code /json} with Spring's WebSocket support. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocket
final class TomcatPair implements WebSocketConfigurer {

    private final JsonMapper mapper;

    TomcatPair(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(new Handler(), "/json");
    }

    private final class Handler extends TextWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
            Said said = mapper.readValue(message.getPayload(), Said.class);
            session.sendMessage(new TextMessage(mapper.writeValueAsString(said.again())));
        }
    }

    static ConfigurableApplicationContext start(String port) {
        return new SpringApplicationBuilder(TomcatPair.class)
                .web(WebApplicationType.SERVLET)
                .properties("spring.config.name=pair", "server.port=" + port, "twsj.server.enabled=false")
                .run();
    }

    /** Starts it on the port that the argument says. */
    public static void main(String[] args) {
        start(args[0]);
    }
}
