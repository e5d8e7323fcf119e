package io.twsj.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered, accepted, declined and confirmed (RFC 7692 sections 5 and 7). */
class PermessageDeflateNegotiationTest {

    private static final DeflateOptions TAKEOVER =
            DeflateOptions.builder().contextTakeover(true).build();

    private static ExtensionParameters element(String text) {
        return ExtensionParameters.parse(List.of(text)).get(0);
    }

    private static @Nullable String answer(DeflateOptions options, String offer) {
        ExtensionSession session = PermessageDeflate.of(options).accept(element(offer));
        return session == null ? null : session.agreed().toString();
    }

    // Server

    /** A server that would grant everything agrees to exactly what is asked for. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permessage-deflate                               | permessage-deflate
            permessage-deflate; client_max_window_bits       | permessage-deflate
            permessage-deflate; client_max_window_bits=10    | permessage-deflate; client_max_window_bits=10
            permessage-deflate; client_max_window_bits=15    | permessage-deflate; client_max_window_bits=15
            permessage-deflate; server_max_window_bits=10    | permessage-deflate; server_max_window_bits=10
            permessage-deflate; server_max_window_bits="10"  | permessage-deflate; server_max_window_bits=10
            permessage-deflate; server_max_window_bits=8     | permessage-deflate; server_max_window_bits=8
            permessage-deflate; server_max_window_bits=15    | permessage-deflate; server_max_window_bits=15
            permessage-deflate; server_no_context_takeover   | permessage-deflate; server_no_context_takeover
            permessage-deflate; client_no_context_takeover   | permessage-deflate; client_no_context_takeover
            """)
    void agreesToWhatIsOffered(String offer, String response) {
        assertThat(answer(TAKEOVER, offer)).isEqualTo(response);
    }

    @Test
    void agreesToAllParametersTogether() {
        assertThat(answer(
                        TAKEOVER,
                        "permessage-deflate; client_max_window_bits=9; server_max_window_bits=12;"
                                + " client_no_context_takeover; server_no_context_takeover"))
                .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                        + " server_max_window_bits=12; client_max_window_bits=9");
    }

    /** RFC 7692 7: an offer is declined, not an error, if anything in it is unknown, malformed or there twice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "server_max_window_bits",
                "server_max_window_bits=7",
                "server_max_window_bits=16",
                "server_max_window_bits=08",
                "server_max_window_bits=0",
                "server_max_window_bits=+9",
                "server_max_window_bits=9.0",
                "server_max_window_bits=100",
                "server_max_window_bits=foo",
                "client_max_window_bits=7",
                "client_max_window_bits=16",
                "client_max_window_bits=010",
                "server_no_context_takeover=1",
                "client_no_context_takeover=true",
                "server_max_window_bits=10; server_max_window_bits=10",
                "client_no_context_takeover; client_no_context_takeover",
                "Server_no_context_takeover",
                "unknown",
                "server_max_window_bits=10; unknown=1"
            })
    void declines(String parameters) {
        assertThat(answer(TAKEOVER, "permessage-deflate; " + parameters)).isNull();
        assertThat(answer(DeflateOptions.DEFAULT, "permessage-deflate; " + parameters))
                .isNull();
    }

    /** RFC 7692 7.1.1: a server may renounce context takeover unasked, for itself and for the client. */
    @Test
    void renouncesContextTakeoverByDefault() {
        assertThat(answer(DeflateOptions.DEFAULT, "permessage-deflate"))
                .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    }

    @ParameterizedTest
    @CsvSource({"12, 12", "11, 11", "15, 12"})
    void usesTheSmallerOfTheWindowsAskedForAndItsOwn(int asked, int agreed) {
        DeflateOptions options = DeflateOptions.builder()
                .contextTakeover(true)
                .serverMaxWindowBits(12)
                .build();
        assertThat(answer(options, "permessage-deflate; server_max_window_bits=" + asked))
                .isEqualTo("permessage-deflate; server_max_window_bits=" + agreed);
        assertThat(answer(options, "permessage-deflate")).isEqualTo("permessage-deflate; server_max_window_bits=12");
    }

    @Test
    void renouncesForOneDirectionOnly() {
        DeflateOptions server =
                DeflateOptions.builder().clientNoContextTakeover(false).build();
        assertThat(answer(server, "permessage-deflate")).isEqualTo("permessage-deflate; server_no_context_takeover");
        DeflateOptions client =
                DeflateOptions.builder().serverNoContextTakeover(false).build();
        assertThat(answer(client, "permessage-deflate")).isEqualTo("permessage-deflate; client_no_context_takeover");
    }

    // Client

    @Test
    void offersWhatItsOptionsSay() {
        assertThat(PermessageDeflate.of(TAKEOVER).offers()).hasToString("[permessage-deflate; client_max_window_bits]");
        assertThat(PermessageDeflate.of(DeflateOptions.DEFAULT).offers())
                .hasToString("[permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                        + " client_max_window_bits]");
    }

    @Test
    void offersLessAsAFallback() {
        DeflateOptions small = DeflateOptions.builder()
                .contextTakeover(true)
                .serverMaxWindowBits(10)
                .build();
        PermessageDeflate deflate = PermessageDeflate.withFallback(small);
        assertThat(deflate.offers())
                .hasToString("[permessage-deflate; server_max_window_bits=10; client_max_window_bits,"
                        + " permessage-deflate; client_max_window_bits]");
        assertThat(deflate.confirm(element("permessage-deflate"))).isNotNull();
        assertThat(PermessageDeflate.withFallback(TAKEOVER).offers()).hasSize(1);
    }

    /** The client asked for {@code server_max_window_bits=12}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "server_max_window_bits=12",
                "server_max_window_bits=8",
                "server_max_window_bits=12; client_max_window_bits=9",
                "server_max_window_bits=12; client_max_window_bits=15",
                "server_max_window_bits=12; client_no_context_takeover",
                "server_max_window_bits=12; server_no_context_takeover"
            })
    void confirmsLegalAnswers(String parameters) {
        String response = "permessage-deflate; " + parameters;
        ExtensionSession session = windowOf12().confirm(element(response));
        assertThat(session).isNotNull();
        assertThat(session.agreed().names())
                .containsExactlyInAnyOrderElementsOf(element(response).names());
    }

    private static PermessageDeflate windowOf12() {
        return PermessageDeflate.of(DeflateOptions.builder()
                .contextTakeover(true)
                .serverMaxWindowBits(12)
                .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; server_max_window_bits=13",
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits",
                "permessage-deflate; server_max_window_bits=12; client_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=12; server_no_context_takeover=1",
                "permessage-deflate; server_max_window_bits=12; server_max_window_bits=12",
                "permessage-deflate; server_max_window_bits=12; foo"
            })
    void refusesOtherAnswers(String response) {
        assertThat(windowOf12().confirm(element(response))).isNull();
    }

    /** RFC 7692 7.1.1.1: the demand not to take over context has to be confirmed. */
    @Test
    void wantsItsDemandConfirmed() {
        PermessageDeflate deflate = PermessageDeflate.of(DeflateOptions.DEFAULT);
        assertThat(deflate.confirm(element("permessage-deflate"))).isNull();
        assertThat(deflate.confirm(element("permessage-deflate; server_no_context_takeover")))
                .isNotNull();
    }

    // Memory

    /** The way out needs 264 KiB, the way in 80 KiB. */
    @Test
    void renouncesContextTakeoverWhenTheBudgetIsSpent() {
        PermessageDeflate deflate = PermessageDeflate.of(DeflateOptions.builder()
                .contextTakeover(true)
                .memoryBudget((264 + 80) << 10)
                .build());
        ExtensionSession first = deflate.accept(element("permessage-deflate"));
        ExtensionSession second = deflate.accept(element("permessage-deflate"));
        assertThat(first.agreed()).hasToString("permessage-deflate");
        assertThat(second.agreed())
                .hasToString("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
        second.close();
        first.close();
        assertThat(deflate.accept(element("permessage-deflate")).agreed()).hasToString("permessage-deflate");
    }
}
