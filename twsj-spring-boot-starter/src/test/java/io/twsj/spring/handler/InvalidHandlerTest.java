package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.twsj.Execution;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import io.twsj.spring.annotation.Broadcast;
import io.twsj.spring.annotation.ConnectionAttribute;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnHandshake;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.QueryParam;
import io.twsj.spring.annotation.SendTo;
import io.twsj.spring.annotation.WebSocketHandler;
import jakarta.validation.Valid;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Every mistake that stops the start, with the text that names it and the text that tells what to change. */
class InvalidHandlerTest {

    private static final String HERE = InvalidHandlerTest.class.getName() + "$";

    @WebSocketHandler
    static class NoPath {
        @OnOpen
        void open() {}
    }

    @WebSocketHandler("/")
    static class NoMethods {
        public void onMessage(String text) {}
    }

    @WebSocketHandler("/")
    static class Jakarta {
        @jakarta.websocket.OnMessage
        void on(String text) {}
    }

    @WebSocketHandler("/{room}")
    static class TwoPayloads {
        @OnMessage
        void on(String text, WebSocketConnection connection, Integer room) {}
    }

    @WebSocketHandler("/")
    static class NoPayload {
        @OnMessage
        void on(WebSocketConnection connection) {}
    }

    @WebSocketHandler("/{room}/{*rest}")
    static class UnknownVariable {
        @OnOpen
        void open(@PathVariable String rom) {}
    }

    @WebSocketHandler("/plain")
    static class NoVariables {
        @OnOpen
        void open(@PathVariable("room") String name) {}
    }

    @WebSocketHandler("/{room}")
    static class Unconvertible {
        @OnOpen
        void open(@PathVariable WebSocketConnection room) {}
    }

    @WebSocketHandler("/")
    static class PayloadInOpen {
        @OnOpen
        void open(String text) {}
    }

    @WebSocketHandler("/")
    static class PayloadInClose {
        @OnClose
        void close(String text) {}
    }

    @WebSocketHandler("/")
    static class PayloadInError {
        @OnError
        void error(Throwable error, String text) {}
    }

    @WebSocketHandler("/")
    static class ReasonInMessage {
        @OnMessage
        void on(String text, CloseReason reason) {}
    }

    @WebSocketHandler("/")
    static class ErrorInMessage {
        @OnMessage
        void on(String text, Exception error) {}
    }

    @WebSocketHandler("/")
    static class TwoErrors {
        @OnError
        void on(Exception error, Throwable other) {}
    }

    @WebSocketHandler("/")
    static class TwoReplies {
        @OnMessage(type = "say")
        String say(Reply reply) {
            return "hi";
        }
    }

    @WebSocketHandler("/")
    static class ReplyInClose {
        @OnClose
        String close() {
            return "bye";
        }
    }

    @WebSocketHandler("/")
    static class Static {
        @OnMessage
        static void on(String text) {}
    }

    @WebSocketHandler("/")
    static class TwoTexts {
        @OnMessage
        void a(String text) {}

        @OnMessage
        void b(Integer number) {}
    }

    @WebSocketHandler("/")
    static class TwoBinaries {
        @OnMessage
        void a(byte[] bytes) {}

        @OnMessage
        void b(ByteBuffer bytes) {}
    }

    @WebSocketHandler("/")
    static class TwoFallbacks {
        @OnMessage
        void a(Message message) {}

        @OnMessage
        void b(Message message, WebSocketConnection connection) {}
    }

    @WebSocketHandler("/")
    static class Unreachable {
        @OnMessage
        void a(String text) {}

        @OnMessage
        void b(byte[] bytes) {}

        @OnMessage
        void c(Message message) {}
    }

    @WebSocketHandler("/")
    static class TwoOpens {
        @OnOpen
        void a() {}

        @OnOpen
        void b() {}
    }

    @WebSocketHandler("/")
    static class SameErrorTwice {
        @OnError
        void a(RuntimeException error) {}

        @OnError
        void b(RuntimeException error, WebSocketConnection connection) {}
    }

    @WebSocketHandler("/")
    static class Springs implements org.springframework.web.socket.WebSocketHandler {
        @OnOpen
        void open() {}
    }

    @WebSocketHandler("/")
    static class SameEnvelopeTwice {
        @OnMessage(type = "join")
        void a() {}

        @OnMessage(type = "join")
        void b(String name) {}
    }

    @WebSocketHandler("/")
    static class TwoRests {
        @OnMessage(type = "join")
        void a() {}

        @OnMessage
        void b(Integer number) {}

        @OnMessage
        void c(Double number) {}
    }

    @WebSocketHandler("/")
    static class RawTextBesideEnvelopes {
        @OnMessage(type = "join")
        void a() {}

        @OnMessage
        void b(String text) {}
    }

    @WebSocketHandler("/{room}")
    static class UnknownRoom {
        @OnMessage
        @SendTo(room = "{rom}")
        String on(String text) {
            return text;
        }
    }

    @WebSocketHandler("/")
    static class RoomAndAll {
        @OnMessage
        @SendTo(room = "x")
        @Broadcast
        String on(String text) {
            return text;
        }
    }

    @WebSocketHandler(path = "/", execution = Execution.INLINE, concurrency = 2)
    static class ConcurrentOnTheLoop {
        @OnMessage
        void on(String text) {}
    }

    @WebSocketHandler("/")
    static class NarrowParameter {
        @OnError(RuntimeException.class)
        void on(IllegalStateException error) {}
    }

    @WebSocketHandler("/")
    static class PrimitiveAttribute {
        @OnMessage
        void on(String text, @ConnectionAttribute(required = false) int visits) {}
    }

    @WebSocketHandler("/")
    static class WrongDefault {
        @OnMessage
        void on(String text, @QueryParam(defaultValue = "many") int visits) {}
    }

    @WebSocketHandler("/")
    static class ConnectionInHandshake {
        @OnHandshake
        void on(WebSocketConnection connection) {}
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(new NoPath(), "NoPath (bean 'handler') has no path", "@WebSocketHandler(\"/chat\")"),
                arguments(new NoMethods(), "NoMethods has no method to call", "@OnMessage"),
                arguments(
                        new Jakarta(),
                        "Jakarta.on(String) is annotated with Jakarta's @OnMessage",
                        "Import io.twsj.spring.annotation.OnMessage instead of jakarta.websocket.OnMessage"),
                arguments(
                        new TwoPayloads(),
                        "Parameter 2 (Integer room) of " + HERE
                                + "TwoPayloads.on(String, WebSocketConnection, Integer) and Parameter 0 (String text)",
                        "@PathVariable"),
                arguments(new NoPayload(), "no parameter for the message", "Add a parameter"),
                arguments(
                        new UnknownVariable(),
                        "(String rom) of " + HERE + "UnknownVariable.open(String) asks for the path variable 'rom', but"
                                + " the path '/{room}/{*rest}' has only {room}, {rest}",
                        "add {rom} to the path"),
                arguments(new NoVariables(), "the path '/plain' has none", "add {room} to the path"),
                arguments(new Unconvertible(), "to which no text can be converted", "Converter"),
                arguments(
                        new PayloadInOpen(),
                        "(String text) of " + HERE
                                + "PayloadInOpen.open(String) cannot be filled: @OnOpen methods take a"
                                + " WebSocketConnection, a RequestHead, a Principal, @PathVariable, @QueryParam,"
                                + " @HandshakeHeader, @HandshakeCookie, @ConnectionAttribute parameters",
                        "Remove the parameter"),
                arguments(new PayloadInClose(), "@OnClose methods take a CloseReason", "Remove the parameter"),
                arguments(new PayloadInError(), "@OnError methods take a Throwable", "Remove the parameter"),
                arguments(new ReasonInMessage(), "(CloseReason reason)", "Remove the parameter"),
                arguments(new ErrorInMessage(), "(Exception error)", "Remove the parameter"),
                arguments(new TwoErrors(), "both taken for the error", "Leave one of them"),
                arguments(new TwoReplies(), "(Reply reply)", "Make the method return void"),
                arguments(new ReplyInClose(), "returns a String, which cannot be sent", "Make it return void"),
                arguments(new Static(), "is static", "Remove the modifier static"),
                arguments(new TwoTexts(), "are both for text messages", "one @OnMessage method for text"),
                arguments(new TwoBinaries(), "are both for binary messages", "one @OnMessage method for text"),
                arguments(new TwoFallbacks(), "are both for messages of any kind", "one @OnMessage method for text"),
                arguments(new Unreachable(), "Unreachable.c(Message) would never be called", "Remove one"),
                arguments(
                        new Springs(),
                        "Springs implements org.springframework.web.socket.WebSocketHandler",
                        "leave the interface away"),
                arguments(new SameEnvelopeTwice(), "are both for messages of the type 'join'", "a type of its own"),
                arguments(new TwoRests(), "are both for messages of all other types", "may be without a type"),
                arguments(
                        new RawTextBesideEnvelopes(),
                        "RawTextBesideEnvelopes.b(String) takes text messages, but those of this handler are in envelopes",
                        "Name the type"),
                arguments(new UnknownRoom(), "sends to the room '{rom}', but the path has no variable {rom}", "Name a"),
                arguments(new RoomAndAll(), "is annotated @SendTo and @Broadcast", "Leave one of them"),
                arguments(new ConcurrentOnTheLoop(), "a concurrency of 2 with execution = INLINE", "WORKER"),
                arguments(new NarrowParameter(), "is for RuntimeException, but its parameter takes", "above all"),
                arguments(new PrimitiveAttribute(), "(int visits)", "Use the boxed type"),
                arguments(new WrongDefault(), "has the defaultValue 'many'", "Write a value"),
                arguments(
                        new ConnectionInHandshake(),
                        "@OnHandshake methods take a HandshakeRequest, a RequestHead, a Principal, @PathVariable",
                        "Remove the parameter"),
                arguments(new TwoOpens(), "are both annotated @OnOpen", "Leave one of them"),
                arguments(new SameErrorTwice(), "are both for RuntimeException", "different types"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedAndTheWayOutTold(Object handler, String description, String action) {
        FailureAnalysis analysis = analyze(handler);

        assertThat(analysis.getDescription()).contains(description).contains(HERE);
        assertThat(analysis.getAction()).contains(action);
    }

    private static FailureAnalysis analyze(Object handler) {
        return analyze(() -> TestEndpoint.assemble(handler));
    }

    private static FailureAnalysis analyze(ThrowingCallable start) {
        InvalidHandlerException failure = catchThrowableOfType(InvalidHandlerException.class, start);
        return new InvalidHandlerFailureAnalyzer().analyze(new IllegalStateException("start failed", failure));
    }

    @WebSocketHandler("/")
    static class Validated {
        @OnMessage
        void on(@Valid Name name) {}
    }

    record Name(String text) {}

    @Test
    void aPayloadCannotBeValidatedWithoutAValidator() {
        FailureAnalysis analysis =
                analyze(() -> TestEndpoint.assemble(TestEndpoint.contextWithoutValidator(), new Validated()));

        assertThat(analysis.getDescription()).contains("(Name name)").contains("is annotated @Valid");
        assertThat(analysis.getAction()).contains("spring-boot-starter-validation");
    }

    interface Open {
        void open();
    }

    @WebSocketHandler("/")
    static class Hidden implements Open {
        @Override
        @OnOpen
        public void open() {}

        @OnMessage
        @SuppressWarnings("unused")
        private void message(String text) {}
    }

    @Test
    void aMethodThatAProxyDoesNotHaveIsNamed() {
        ProxyFactory interfaces = new ProxyFactory(new Hidden());
        ProxyFactory classes = new ProxyFactory(new Hidden());
        classes.setProxyTargetClass(true);

        assertThat(analyze(interfaces.getProxy()).getDescription()).contains("Hidden.message(String) cannot be called");
        assertThat(analyze(classes.getProxy()).getAction()).contains("at least package-private");
    }

    @Test
    void aClassCompiledWithoutParameterNamesMustNameItsVariables(@TempDir Path directory) throws Exception {
        try (URLClassLoader loader = compileWithoutParameterNames(directory, """
                import io.twsj.spring.annotation.*;

                @WebSocketHandler("/{room}")
                public class Nameless {
                    @OnMessage public void on(String text, @PathVariable String room) {}
                }
                """)) {
            FailureAnalysis analysis =
                    analyze(loader.loadClass("Nameless").getConstructor().newInstance());

            assertThat(analysis.getDescription())
                    .isEqualTo(
                            "Parameter 1 (String) of Nameless.on(String, String) takes a path variable without saying"
                                    + " which: its name is not in the class file.");
            assertThat(analysis.getAction()).contains("@PathVariable(\"room\")").contains("-parameters");
        }
    }

    private static URLClassLoader compileWithoutParameterNames(Path directory, String source) throws Exception {
        Path file = directory.resolve("Nameless.java");
        Files.writeString(file, source);
        String classPath = System.getProperty("java.class.path")
                + File.pathSeparator
                + Path.of(WebSocketHandler.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", classPath, "-d", directory.toString(), file.toString());
        assertThat(result).isZero();
        return new URLClassLoader(new URL[] {directory.toUri().toURL()}, WebSocketHandler.class.getClassLoader());
    }
}
