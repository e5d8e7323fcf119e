package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Replies that come later, or are many: in order, no faster than the peer takes them, and no longer than it is there. */
class LateReplyTest {

    @WebSocketHandler("/")
    static class Later {
        final CompletableFuture<String> answer = new CompletableFuture<>();
        Throwable error;

        @OnMessage(type = "ask")
        CompletionStage<String> ask() {
            return answer;
        }

        @OnError
        String failed(IllegalStateException error) {
            this.error = error;
            return "failed: " + error.getMessage();
        }
    }

    private static TestEndpoint ask(Object handler) throws Exception {
        return TestEndpoint.open(handler).text("{\"type\":\"ask\",\"id\":1}");
    }

    @Test
    void aStageIsAnsweredWhenItCompletesAndHoldsFurtherMessagesUntilThen() throws Exception {
        Later handler = new Later();
        TestEndpoint endpoint = ask(handler);
        assertThat(endpoint.connection.sent).isEmpty();
        assertThat(endpoint.connection.holds).hasValue(1);

        handler.answer.complete("yes");

        assertThat(endpoint.connection.sentTexts()).containsExactly("{\"type\":\"ask\",\"id\":1,\"data\":\"yes\"}");
        assertThat(endpoint.connection.holds).hasValue(0);
    }

    @Test
    void aStageWithoutAValueIsAcknowledged() throws Exception {
        Later handler = new Later();
        TestEndpoint endpoint = ask(handler);

        handler.answer.complete(null);

        assertThat(endpoint.connection.sentTexts()).containsExactly("{\"type\":\"ask\",\"id\":1}");
    }

    @Test
    void aStageThatFailsGoesToTheErrorMethodAndItsReplyHasTheId() throws Exception {
        Later handler = new Later();
        TestEndpoint endpoint = ask(handler);

        handler.answer.completeExceptionally(new IllegalStateException("no"));

        assertThat(endpoint.connection.sentTexts())
                .containsExactly("{\"type\":\"error\",\"id\":1,\"data\":\"failed: no\"}");
        assertThat(endpoint.connection.holds).hasValue(0);
    }

    @Test
    void aFailureThatNoMethodTakesClosesTheConnectionWith1011() throws Exception {
        Later handler = new Later();
        TestEndpoint endpoint = ask(handler);

        handler.answer.completeExceptionally(new UnsupportedOperationException("secret"));

        assertThat(endpoint.connection.closed).isEqualTo(CloseReason.of(CloseCode.INTERNAL_ERROR));
    }

    @Test
    void theEndOfTheConnectionCancelsAStageWhichIsNoFailure() throws Exception {
        Later handler = new Later();
        TestEndpoint endpoint = ask(handler);

        endpoint.end(CloseReason.NORMAL);

        assertThat(handler.answer).isCancelled();
        assertThat(endpoint.connection.sent).isEmpty();
        assertThat(endpoint.connection.holds).hasValue(0);
        assertThat(handler.error).isNull();
    }

    @WebSocketHandler("/")
    static class Many {
        final SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(Runnable::run, 16);
        final Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
        final AtomicBoolean cancelled = new AtomicBoolean();
        final AtomicBoolean closed = new AtomicBoolean();

        @OnMessage(type = "publisher")
        Flow.Publisher<Integer> publisher() {
            return publisher;
        }

        @OnMessage(type = "flux")
        Flux<Integer> flux() {
            return sink.asFlux().doOnCancel(() -> cancelled.set(true));
        }

        @OnMessage(type = "mono")
        Mono<String> mono() {
            return Mono.just("one");
        }

        @OnMessage(type = "empty")
        Mono<String> empty() {
            return Mono.empty();
        }

        @OnMessage(type = "stream")
        Stream<Integer> stream() {
            return IntStream.range(0, 3).boxed().onClose(() -> closed.set(true));
        }

        @OnMessage(type = "broken")
        Flux<Integer> broken() {
            return Flux.concat(Flux.just(1), Flux.error(new IllegalStateException("broken")));
        }

        @OnError
        String failed(IllegalStateException error) {
            return error.getMessage();
        }
    }

    @Test
    void theValuesOfAStreamAreSentInOrderAndItsEndIsToldToWhoAsked() throws Exception {
        Many handler = new Many();

        TestEndpoint endpoint = TestEndpoint.open(handler).text("{\"type\":\"stream\",\"id\":1}");

        assertThat(endpoint.connection.sentTexts())
                .containsExactly(
                        "{\"type\":\"stream\",\"id\":1,\"data\":0}",
                        "{\"type\":\"stream\",\"id\":1,\"data\":1}",
                        "{\"type\":\"stream\",\"id\":1,\"data\":2}",
                        "{\"type\":\"end\",\"id\":1}");
        assertThat(handler.closed).isTrue();
        assertThat(endpoint.connection.holds).hasValue(0);
    }

    @Test
    void theNextValueOfAStreamIsPulledWhenThePeerHasTakenTheOneBefore() throws Exception {
        Many handler = new Many();
        TestEndpoint endpoint = TestEndpoint.open(handler);
        endpoint.connection.slow = true;

        endpoint.text("{\"type\":\"stream\"}");
        assertThat(endpoint.connection.sent).hasSize(1);
        endpoint.connection.unwritten.remove().complete(null);
        assertThat(endpoint.connection.sent).hasSize(2);
        assertThat(endpoint.connection.holds).hasValue(1);

        endpoint.end(CloseReason.NORMAL);
        endpoint.connection.unwritten.remove().complete(null);
        assertThat(endpoint.connection.sent).hasSize(2);
        assertThat(handler.closed).isTrue();
    }

    @Test
    void aPublisherIsAskedForOneValueAfterTheOtherAndDoesNotHoldMessages() throws Exception {
        Many handler = new Many();
        TestEndpoint endpoint = TestEndpoint.open(handler);
        endpoint.connection.slow = true;
        endpoint.text("{\"type\":\"publisher\"}");

        handler.publisher.submit(1);
        handler.publisher.submit(2);
        assertThat(endpoint.connection.sentTexts()).containsExactly("{\"type\":\"publisher\",\"data\":1}");
        endpoint.connection.unwritten.remove().complete(null);
        assertThat(endpoint.connection.sent).hasSize(2);
        assertThat(endpoint.connection.holds).hasValue(0);

        endpoint.end(CloseReason.NORMAL);
        assertThat(handler.publisher.getNumberOfSubscribers()).isZero();
    }

    @Test
    void reactorsTypesAreSentLikeTheJdks() throws Exception {
        Many handler = new Many();
        TestEndpoint endpoint = TestEndpoint.open(handler)
                .text("{\"type\":\"mono\",\"id\":1}")
                .text("{\"type\":\"empty\",\"id\":2}")
                .text("{\"type\":\"flux\",\"id\":3}");
        handler.sink.tryEmitNext(7);

        assertThat(endpoint.connection.sentTexts())
                .containsExactly(
                        "{\"type\":\"mono\",\"id\":1,\"data\":\"one\"}",
                        "{\"type\":\"empty\",\"id\":2}",
                        "{\"type\":\"flux\",\"id\":3,\"data\":7}");
        endpoint.end(CloseReason.NORMAL);
        assertThat(handler.cancelled).isTrue();
    }

    @Test
    void aPublisherThatFailsGoesToTheErrorMethodAfterItsValues() throws Exception {
        assertThat(TestEndpoint.open(new Many())
                        .text("{\"type\":\"broken\",\"id\":1}")
                        .connection
                        .sentTexts())
                .containsExactly(
                        "{\"type\":\"broken\",\"id\":1,\"data\":1}",
                        "{\"type\":\"error\",\"id\":1,\"data\":\"broken\"}");
    }

    @Test
    void openStreamsAreBoundedByHoldingMessages() throws Exception {
        Many handler = new Many();
        TestEndpoint endpoint = TestEndpoint.open(handler);

        for (int i = 0; i < 63; i++) {
            endpoint.text("{\"type\":\"publisher\"}");
        }
        assertThat(endpoint.connection.holds).hasValue(0);
        endpoint.text("{\"type\":\"publisher\"}");
        assertThat(endpoint.connection.holds).hasValue(1);

        handler.publisher.close();
        assertThat(endpoint.connection.holds).hasValue(0);
    }

    @WebSocketHandler("/")
    static class Plain {
        @OnMessage
        Stream<String> on(String text) {
            return List.of(text.split(" ")).stream();
        }
    }

    @Test
    void withoutAnEnvelopeValuesAreSentAsTheyAreAndNoEndIsTold() throws Exception {
        assertThat(TestEndpoint.open(new Plain()).text("a b c").connection.sentTexts())
                .containsExactly("a", "b", "c");
    }
}
