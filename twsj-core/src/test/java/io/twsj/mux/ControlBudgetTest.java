package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many control blocks a peer has handled: section 8 of the reference sheet. */
class ControlBudgetTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int CHANNELS = 100;

    /** One second's, and four for each channel. */
    private static final int AT_ONCE = 4_400;

    private final ControlBudget budget = new ControlBudget(CHANNELS, 0);

    private void receive(int blocks) {
        for (int i = 0; i < blocks; i++) {
            budget.blockReceived();
        }
    }

    @Test
    void allChannelsMayBeOpenedAtOnce() {
        receive(AT_ONCE);
        assertThat(budget.overdrawnNanos(0)).isZero();
    }

    @Test
    void whatIsTooMuchIsWaitedFor() {
        receive(AT_ONCE + 2_000);
        assertThat(budget.overdrawnNanos(0)).isEqualTo(SECOND / 2);
        assertThat(budget.overdrawnNanos(SECOND / 4)).isEqualTo(SECOND / 4);
        assertThat(budget.overdrawnNanos(SECOND / 2)).isZero();
    }

    @Test
    void aFrameSentPaysForTheCreditThatAnswersIt() {
        receive(AT_ONCE);
        for (int i = 0; i < 100_000; i++) {
            budget.frameSent();
            budget.blockReceived();
        }
        assertThat(budget.overdrawnNanos(0)).isZero();
    }

    @Test
    void noMoreIsSavedThanMayComeAtOnce() {
        for (int i = 0; i < 100_000; i++) {
            budget.frameSent();
        }
        assertThat(budget.overdrawnNanos(100 * SECOND)).isZero();
        receive(AT_ONCE + 4_000);
        assertThat(budget.overdrawnNanos(100 * SECOND)).isEqualTo(SECOND);
    }
}
