package io.twsj.extension.deflate;

import static io.twsj.extension.deflate.Transforming.CONTINUATION;
import static io.twsj.extension.deflate.Transforming.FIN;
import static io.twsj.extension.deflate.Transforming.RSV1;
import static io.twsj.extension.deflate.Transforming.TEXT;
import static io.twsj.extension.deflate.Transforming.marked;
import static io.twsj.extension.deflate.Transforming.message;
import static io.twsj.extension.deflate.Transforming.mixed;
import static io.twsj.extension.deflate.Transforming.through;
import static io.twsj.extension.deflate.Transforming.utf8;
import static io.twsj.extension.deflate.Transforming.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.ProtocolException;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.extension.deflate.Transforming.Frame;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames compressed one by one (draft-tyoshino-hybi-websocket-perframe-deflate), as old browsers do. */
class DeflateFrameTest {

    private static final DeflateOptions TAKEOVER =
            DeflateOptions.builder().contextTakeover(true).minSize(0).build();
    private static final DeflateOptions ALONE =
            DeflateOptions.builder().minSize(0).build();

    private static ExtensionParameters element(String text) {
        return ExtensionParameters.parse(List.of(text)).get(0);
    }

    private static @Nullable String answer(DeflateFrame extension, String offer) {
        ExtensionSession session = extension.accept(element(offer));
        return session == null ? null : session.agreed().toString();
    }

    private static FrameTransform inflater() {
        return DeflateFrame.of(TAKEOVER).accept(element("deflate-frame")).inbound();
    }

    private static FrameTransform deflater(String offer) {
        return DeflateFrame.of(TAKEOVER).accept(element(offer)).outbound();
    }

    // Negotiation

    /** The offer's parameters are obeyed, not repeated. */
    @ParameterizedTest
    @ValueSource(strings = {"deflate-frame", "deflate-frame; max_window_bits=10", "deflate-frame; no_context_takeover"})
    void acceptsWithoutRepeatingTheDemands(String offer) {
        assertThat(answer(DeflateFrame.of(TAKEOVER), offer)).isEqualTo("deflate-frame");
        assertThat(answer(DeflateFrame.of(ALONE), offer)).isEqualTo("deflate-frame; no_context_takeover");
    }

    @Test
    void answersUnderTheNameOfOldBrowsers() {
        DeflateFrame webkit = DeflateFrame.webkit(TAKEOVER);
        assertThat(webkit.name()).isEqualTo("x-webkit-deflate-frame");
        assertThat(answer(webkit, "x-webkit-deflate-frame; no_context_takeover"))
                .isEqualTo("x-webkit-deflate-frame");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_window_bits",
                "max_window_bits=7",
                "max_window_bits=16",
                "max_window_bits=foo",
                "no_context_takeover=1",
                "max_window_bits=9; max_window_bits=9",
                "unknown"
            })
    void declinesAndRefusesMalformedParameters(String parameters) {
        assertThat(answer(DeflateFrame.of(TAKEOVER), "deflate-frame; " + parameters))
                .isNull();
        assertThat(DeflateFrame.of(TAKEOVER).confirm(element("deflate-frame; " + parameters)))
                .isNull();
    }

    @Test
    void aClientObeysTheServersDemands() {
        DeflateFrame client = DeflateFrame.of(TAKEOVER);
        assertThat(client.offers()).hasToString("[deflate-frame]");
        assertThat(DeflateFrame.of(ALONE).offers()).hasToString("[deflate-frame; no_context_takeover]");
        FrameTransform alone =
                client.confirm(element("deflate-frame; no_context_takeover")).outbound();
        message(alone, utf8("Hello"));
        assertThat(message(alone, utf8("Hello")).hex()).isEqualTo("f2 48 cd c9 c9 07 00");
        byte[] small = whole(message(
                client.confirm(element("deflate-frame; max_window_bits=8")).outbound(), mixed(20_000, 5)));
        assertThat(new FarthestReference(small).distance()).isBetween(64, 256);
    }

    // Vectors

    @ParameterizedTest
    @CsvSource({
        "f2 48 cd c9 c9 07 00, Hello",
        "2a 2e 49 4c ce ce 2f 4b 2d 4a cb c9 2f 07 00, stackoverflow",
        "f3 48 cd c9 c9 07 00 00, Hello"
    })
    void inflates(String payload, String text) {
        assertThat(marked(inflater(), payload).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "f2 48 cd c9 c9 07 00, 0a c9 48 2d 4a 05 00, Hello, There",
        "f2 48 cd c9 c9 07 00, 0a cf 2f ca 49 01 00, Hello, World",
        "2a c9 cc 4d b5 02 00, 2a 01 11 00 00, time:, time:"
    })
    void inflatesWhatRefersToAnEarlierFrame(String first, String second, String one, String two) {
        FrameTransform inflater = inflater();
        assertThat(marked(inflater, first).text()).isEqualTo(one);
        assertThat(marked(inflater, second).text()).isEqualTo(two);
    }

    @Test
    void inflatesAThirdReferenceToo() {
        FrameTransform inflater = inflater();
        for (String frame : List.of("2a c9 cc 4d b5 02 00", "2a 01 11 00 00", "02 13 00 00")) {
            assertThat(marked(inflater, frame).text()).isEqualTo("time:");
        }
    }

    /** Each frame loses its end, and each carries the bit. */
    @Test
    void compressesFragmentsEachByItself() {
        FrameTransform deflater = deflater("deflate-frame");
        Frame first = through(deflater, TEXT, utf8("Hel"));
        Frame last = through(deflater, FIN | CONTINUATION, utf8("lo"));
        assertThat(first.hex()).isEqualTo("f2 48 cd 01 00");
        assertThat(first.bits()).isEqualTo(RSV1 | TEXT);
        assertThat(last.hex()).isEqualTo("ca c9 07 00");
        assertThat(last.bits()).isEqualTo(FIN | RSV1 | CONTINUATION);
        FrameTransform inflater = inflater();
        assertThat(through(inflater, first.bits(), first.payload()).text()).isEqualTo("Hel");
        Frame back = through(inflater, last.bits(), last.payload());
        assertThat(back.text()).isEqualTo("lo");
        assertThat(back.bits()).isEqualTo(FIN | CONTINUATION);
    }

    @Test
    void plainFramesBetweenLeaveTheContextAlone() {
        FrameTransform inflater = inflater();
        assertThat(marked(inflater, "f2 48 cd c9 c9 07 00").text()).isEqualTo("Hello");
        assertThat(through(inflater, FIN | TEXT, utf8("Hello")).text()).isEqualTo("Hello");
        assertThat(marked(inflater, "f2 00 11 00 00").text()).isEqualTo("Hello");
    }

    @Test
    void obeysTheClientsDemands() {
        FrameTransform alone = deflater("deflate-frame; no_context_takeover");
        message(alone, utf8("Hello"));
        assertThat(message(alone, utf8("Hello")).hex()).isEqualTo("f2 48 cd c9 c9 07 00");
        FrameTransform narrow = deflater("deflate-frame; max_window_bits=9");
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int size : new int[] {300, 700, 10_000}) {
            stream.writeBytes(whole(message(narrow, mixed(size, size))));
        }
        assertThat(new FarthestReference(stream.toByteArray()).distance()).isBetween(128, 512);
    }

    @Test
    void leavesShortAndEmptyFramesAsTheyAre() {
        FrameTransform deflater = DeflateFrame.of(
                        DeflateOptions.builder().minSize(10).build())
                .accept(element("deflate-frame"))
                .outbound();
        assertThat(message(deflater, new byte[9]).isMarked()).isFalse();
        assertThat(message(deflater, new byte[10]).isMarked()).isTrue();
        assertThat(message(deflater("deflate-frame"), new byte[0]).isMarked()).isFalse();
    }

    @Test
    void refusesAMarkedFrameWithoutAByte() {
        assertThatThrownBy(() -> marked(inflater(), "")).isInstanceOf(ProtocolException.class);
    }
}
