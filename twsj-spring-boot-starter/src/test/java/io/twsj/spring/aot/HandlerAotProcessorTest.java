package io.twsj.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.WebSocketConnection;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketAdvice;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.ErrorReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.security.core.Authentication;

/** What a native image is told about handlers. */
class HandlerAotProcessorTest {

    @WebSocketHandler("/chat")
    static class Chat {

        sealed interface Request {}

        record Say(String text, Address to) implements Request {}

        record Leave() implements Request {}

        record Address(String name) {}

        record Reply(List<Line> lines) {}

        record Line(String text) {}

        record Problem(String text) {}

        record Unused() {}

        @OnOpen
        void open(WebSocketConnection connection) {}

        @OnMessage
        CompletionStage<Reply> message(Request request, WebSocketConnection connection) {
            return CompletableFuture.completedFuture(new Reply(List.of()));
        }

        @OnError
        Problem error(IllegalStateException problem) {
            return new Problem("");
        }

        Unused notCalled(Unused unused) {
            return unused;
        }
    }

    static class Plain {

        @OnMessage
        String echo(String text) {
            return text;
        }
    }

    @Configuration
    static class ByMethod {

        @Bean
        @WebSocketHandler("/plain")
        Plain plain() {
            return new Plain();
        }
    }

    private static RuntimeHints hints(Class<?> component) {
        GenericApplicationContext context = new GenericApplicationContext();
        new AnnotatedBeanDefinitionReader(context).register(component);
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get("com.example", "Test")), new InMemoryGeneratedFiles());
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        return generation.getRuntimeHints();
    }

    @Test
    void methodsThatAreCalledMayBeCalled() throws Exception {
        RuntimeHints hints = hints(Chat.class);

        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Chat.class.getDeclaredMethod("open", WebSocketConnection.class)))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Chat.class.getDeclaredMethod("error", IllegalStateException.class)))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Chat.class.getDeclaredMethod("notCalled", Chat.Unused.class)))
                .rejects(hints);
    }

    @Test
    void whatTheyTakeAndReturnMayBecomeJson() {
        RuntimeHints hints = hints(Chat.class);

        for (Class<?> payload : List.of(
                Chat.Request.class,
                Chat.Say.class,
                Chat.Leave.class,
                Chat.Address.class,
                Chat.Reply.class,
                Chat.Line.class,
                Chat.Problem.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(payload)).accepts(hints);
        }
        assertThat(RuntimeHintsPredicates.reflection().onType(Chat.Unused.class))
                .rejects(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(WebSocketConnection.class))
                .rejects(hints);
    }

    @WebSocketHandler("/guarded")
    static class Guarded {

        @OnMessage
        void on(String text, Authentication peer) {}
    }

    @Test
    void whoThePeerIsAndWhatWentWrongNeverBecomeJson() {
        assertThat(RuntimeHintsPredicates.reflection().onType(Authentication.class))
                .rejects(hints(Guarded.class));
        assertThat(RuntimeHintsPredicates.reflection().onType(IllegalStateException.class))
                .rejects(hints(Chat.class));
    }

    @Test
    void handlersMadeByAnAnnotatedMethodAreFound() throws Exception {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Plain.class.getDeclaredMethod("echo", String.class)))
                .accepts(hints(ByMethod.class));
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Plain.class.getDeclaredMethod("echo", String.class)))
                .rejects(hints(Plain.class));
    }

    @WebSocketAdvice
    static class Advice {

        record Sorry(String why) {}

        @OnError
        Sorry sorry(IllegalStateException error) {
            return new Sorry("busy");
        }
    }

    @Test
    void advicesAndWhatIsSentInPlaceOfPayloadsAreFoundToo() throws Exception {
        RuntimeHints hints = hints(Advice.class);

        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Advice.class.getDeclaredMethod("sorry", IllegalStateException.class)))
                .accepts(hints);
        for (Class<?> sent : List.of(Advice.Sorry.class, Envelope.class, ErrorReply.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(sent)).accepts(hints);
        }
    }
}
