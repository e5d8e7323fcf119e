package io.twsj.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Close codes: RFC 6455 section 7.4 and the IANA registry. */
class CloseCodeTest {

    @Test
    void exactlyTheseMayBeSent() {
        List<Integer> maySend = IntStream.concat(
                        IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014),
                        IntStream.rangeClosed(3000, 4999))
                .boxed()
                .toList();
        assertThat(IntStream.rangeClosed(-1, 70_000)
                        .filter(CloseCode::mayBeSent)
                        .boxed()
                        .collect(Collectors.toList()))
                .isEqualTo(maySend);
        assertThat(CloseCode.mayBeSent(Integer.MIN_VALUE)).isFalse();
        assertThat(CloseCode.mayBeSent(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void theNamesStandForTheRegisteredNumbers() {
        assertThat(List.of(
                        CloseCode.NORMAL,
                        CloseCode.GOING_AWAY,
                        CloseCode.PROTOCOL_ERROR,
                        CloseCode.UNSUPPORTED_DATA,
                        CloseCode.NO_STATUS,
                        CloseCode.ABNORMAL,
                        CloseCode.INVALID_PAYLOAD,
                        CloseCode.POLICY_VIOLATION,
                        CloseCode.MESSAGE_TOO_BIG,
                        CloseCode.MANDATORY_EXTENSION,
                        CloseCode.INTERNAL_ERROR,
                        CloseCode.SERVICE_RESTART,
                        CloseCode.TRY_AGAIN_LATER,
                        CloseCode.BAD_GATEWAY,
                        CloseCode.TLS_HANDSHAKE))
                .containsExactly(
                        1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015);
    }
}
