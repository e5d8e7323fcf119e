package io.twsj.extension;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Any text as {@code Sec-WebSocket-Extensions}, and what permessage-deflate answers to it (RFC 7692 7.1). */
class ExtensionListFuzzTest {

    /** What is read is written so that it is read the same; the rest is refused as documented. */
    @FuzzTest
    void extensionLists(byte[] bytes) {
        List<ExtensionParameters> elements;
        try {
            elements = ExtensionParameters.parse(List.of(new String(bytes, StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException malformed) {
            return;
        }
        String written = elements.stream().map(ExtensionParameters::toString).collect(Collectors.joining(", "));
        assertThat(ExtensionParameters.parse(List.of(written))).isEqualTo(elements);
    }

    /** Whatever is offered, the answer is one that a client of ours which offers everything takes, or none. */
    @FuzzTest
    void deflateOffers(byte[] bytes) {
        String line = "permessage-deflate;" + new String(bytes, StandardCharsets.ISO_8859_1);
        List<ExtensionParameters> offers;
        try {
            offers = ExtensionParameters.parse(List.of(line));
        } catch (IllegalArgumentException malformed) {
            return;
        }
        PermessageDeflate deflate = PermessageDeflate.of(DeflateOptions.DEFAULT);
        for (ExtensionParameters offer : offers) {
            ExtensionSession accepted = deflate.accept(offer);
            if (accepted != null) {
                checkAnswer(offer, accepted.agreed());
                accepted.close();
            }
        }
    }

    private static void checkAnswer(ExtensionParameters offer, ExtensionParameters answer) {
        assertThat(offer.hasDuplicates()).isFalse();
        assertThat(answer.hasDuplicates()).isFalse();
        assertThat(answer.names())
                .isSubsetOf(
                        "server_no_context_takeover",
                        "client_no_context_takeover",
                        "server_max_window_bits",
                        "client_max_window_bits");
        if (offer.has("server_max_window_bits")) {
            // RFC 7692 7.1.2.1: the answer has the parameter, with the same or a smaller value.
            assertThat(Integer.parseInt(String.valueOf(answer.value("server_max_window_bits"))))
                    .isBetween(8, Integer.parseInt(String.valueOf(offer.value("server_max_window_bits"))));
        }
        if (answer.has("client_max_window_bits")) {
            assertThat(offer.has("client_max_window_bits")).isTrue();
        }
    }
}
