package io.twsj.pair;

import io.twsj.Execution;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** The pair's application on twsj: {@code /json} handled by workers, {@code /json-inline} on the event loops. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({TwsjPair.Worker.class, TwsjPair.Inline.class})
final class TwsjPair {

    @WebSocketHandler("/json")
    static class Worker {

        @OnMessage
        Said say(Said said) {
            return said.again();
        }
    }

    @WebSocketHandler(path = "/json-inline", execution = Execution.INLINE)
    static class Inline {

        @OnMessage
        Said say(Said said) {
            return said.again();
        }
    }

    static ConfigurableApplicationContext start(String port) {
        return new SpringApplicationBuilder(TwsjPair.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.name=pair", "twsj.server.port=" + port)
                .run();
    }

    /** Starts it on the port that the argument says. */
    public static void main(String[] args) {
        start(args[0]);
    }
}
