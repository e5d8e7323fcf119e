package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Negotiation: section 2 of the reference sheet. */
class MuxExtensionTest {

    private final MuxExtension extension = new MuxExtension(new MuxTerms(10, 4096, Duration.ZERO));

    private static ExtensionParameters element(String text) {
        return ExtensionParameters.parse(List.of(text)).get(0);
    }

    @Test
    void bothSidesSayWhatMayBeSentToThemFirst() {
        assertThat(extension.offers()).hasToString("[mux; quota=4096]");
        MuxSession session = extension.accept(element("mux; quota=5"));
        assertThat(session).isNotNull();
        assertThat(session.agreed()).hasToString("mux; quota=4096");
        assertThat(session.rsvBits()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"mux, 0", "mux; quota=0, 0", "mux; quota=65536, 65536", "mux; quota=4294967295, 4294967295"})
    void theOthersQuotaIsWhatThisSideMaySendFirst(String text, long quota) {
        MuxSession accepted = extension.accept(element(text));
        MuxSession confirmed = extension.confirm(element(text));
        assertThat(accepted).isNotNull();
        assertThat(accepted.firstQuota()).isEqualTo(quota);
        assertThat(confirmed).isNotNull();
        assertThat(confirmed.firstQuota()).isEqualTo(quota);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mux; quota",
                "mux; quota=x",
                "mux; quota=-1",
                "mux; quota=4294967296",
                "mux; quota=18446744073709551616",
                "mux; quota=1; quota=1",
                "mux; tea",
                "mux; quota=1; tea=2"
            })
    void anythingElseIsDeclined(String text) {
        assertThat(extension.accept(element(text))).isNull();
        assertThat(extension.confirm(element(text))).isNull();
    }

    @Test
    void whatStandsBeforeMuxBelongsToTheFirstChannel() {
        MuxSession mux = extension.accept(element("mux"));
        ExtensionSession other = extension.accept(element("mux"));
        assertThat(mux).isNotNull();
        assertThat(MuxSession.among(List.of(mux))).isSameAs(mux);
        assertThat(MuxSession.among(List.of())).isNull();
        assertThat(mux.others(List.of(other, mux))).containsExactly(other);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mux.others(List.of(mux, other)))
                .withMessageContaining("behind mux");
    }

    @ParameterizedTest
    @CsvSource({"permessage-deflate, true", "deflate-frame, false", "x-webkit-deflate-frame, false"})
    void extensionsThatNeedTheBordersOfFramesGoNotWithIt(String name, boolean goesWith) {
        assertThat(MuxExtension.goesWith(List.of(named(name)))).isEqualTo(goesWith);
        assertThat(MuxExtension.goesWith(List.of())).isTrue();
    }

    private Extension named(String name) {
        return new Extension() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public ExtensionSession accept(ExtensionParameters offer) {
                throw new AssertionError("not asked here");
            }

            @Override
            public List<ExtensionParameters> offers() {
                return List.of();
            }

            @Override
            public ExtensionSession confirm(ExtensionParameters response) {
                throw new AssertionError("not asked here");
            }
        };
    }
}
