package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logical frames of a channel, control frames in pieces among them: section 3.2 of the reference sheet. */
class LogicalFramesTest {

    private final LogicalFrames frames = new LogicalFrames();

    /** Takes logical frames, each as first octet and payload; gives those that an engine is handed. */
    private List<String> accept(String... logical) throws MuxException {
        List<String> handedOn = new ArrayList<>();
        for (String frame : logical) {
            ByteBuffer bytes = Octets.hex(frame);
            int bits = frames.accept(bytes.get() & 0xff, bytes);
            if (bits != LogicalFrames.NOTHING) {
                handedOn.add((Integer.toHexString(bits) + " " + Octets.hex(frames.payload())).trim());
            }
        }
        return handedOn;
    }

    @Test
    void dataFramesGoOnAsTheyAre() throws MuxException {
        assertThat(accept("81 61", "01 62", "00 63", "80 64", "c2 65", "01", "80"))
                .containsExactly("81 61", "1 62", "0 63", "80 64", "c2 65", "1", "80");
    }

    @Test
    void aControlFrameInPiecesGoesOnWhole() throws MuxException {
        assertThat(accept("09 61", "00 62", "00", "80 63")).containsExactly("89 61 62 63");
        assertThat(accept("08", "80")).containsExactly("88");
    }

    @Test
    void aControlFrameMayInterruptAMessageAtAnyPlace() throws MuxException {
        assertThat(accept("01 61", "89 70", "00 62", "0a 71", "80 72", "80 63"))
                .containsExactly("1 61", "89 70", "0 62", "8a 71 72", "80 63");
    }

    @Test
    void aPieceThatSaysNothingGoesNowhere() throws MuxException {
        assertThat(accept("01 61", "00", "00", "80")).containsExactly("1 61", "80");
    }

    @Test
    void reservedBitsAreForTheEngineToJudge() throws MuxException {
        assertThat(accept("49 61", "80", "41 61", "a0 62")).containsExactly("c9 61", "41 61", "a0 62");
    }

    @ParameterizedTest
    @CsvSource({
        // nothing to continue
        "80",
        "00 61",
        // a message within a message
        "01 61;81 62",
        "01 61;02 62",
        // anything but continuations within a control frame
        "09 61;81 62",
        "09 61;8a 62",
        "01 61;09 62;89 63",
        // nothing to continue any more
        "81 61;80",
        "01 61;80 62;80",
        "89 61;80"
    })
    void aFrameThatCannotFollowIsBadFragmentation(String row) {
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> accept(row.split(";")))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(3009));
    }

    @Test
    void aControlFrameHolds125OctetsInAllItsPieces() throws MuxException {
        String hundred = " 61".repeat(100);
        assertThat(accept("89" + " 61".repeat(125), "09" + hundred, "80" + " 61".repeat(25)))
                .containsExactly("89" + " 61".repeat(125), "89" + " 61".repeat(125));
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> accept("89" + " 61".repeat(126)))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(3009));
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> accept("09" + hundred, "80" + " 61".repeat(26)))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(3009));
    }
}
