package io.twsj.close;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the exceptions say: what was attempted, what was found, what is allowed. */
class WebSocketExceptionTest {

    @Test
    void aViolationCarriesWhatThePeerIsTold() {
        ProtocolException violation = new ProtocolException(CloseCode.PROTOCOL_ERROR, "fragmented control frame");
        assertThat(violation).hasMessage("fragmented control frame").isInstanceOf(WebSocketException.class);
        assertThat(violation.closeReason()).isEqualTo(new CloseReason(1002, "fragmented control frame"));
    }

    @Test
    void theWholeMessageStaysInTheExceptionWhenTheReasonIsCut() {
        String message = "x".repeat(300);
        ProtocolException violation = new ProtocolException(CloseCode.PROTOCOL_ERROR, message);
        assertThat(violation).hasMessage(message);
        assertThat(violation.closeReason().reason()).hasSize(CloseReason.MAX_REASON_BYTES);
    }

    @Test
    void aLimitNamesBothValues() {
        LimitExceededException limit =
                new LimitExceededException(CloseCode.MESSAGE_TOO_BIG, "message of 70000 bytes", 70_000, 65_536);
        assertThat(limit).isInstanceOf(ProtocolException.class).hasMessage("message of 70000 bytes");
        assertThat(limit.found()).isEqualTo(70_000);
        assertThat(limit.allowed()).isEqualTo(65_536);
        assertThat(limit.closeReason().code()).isEqualTo(1009);
    }

    @Test
    void aClosedConnectionSaysWhatWasAttemptedAndHowItEnded() {
        ConnectionClosedException closed = new ConnectionClosedException("cannot send", CloseReason.GOING_AWAY);
        assertThat(closed).hasMessage("cannot send: the connection ended with 1001");
        assertThat(closed.closeReason()).isEqualTo(CloseReason.GOING_AWAY);
    }
}
