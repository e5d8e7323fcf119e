package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.twsj.mux.ControlBlock.NewChannelSlot;
import org.junit.jupiter.api.Test;

/** Who may send how much, and open how many channels: section 5 of the reference sheet. */
class CreditTest {

    @Test
    void aSendQuotaIsSpentAndAddedTo() throws MuxException {
        SendQuota quota = new SendQuota(10);
        quota.spend(7);
        assertThat(quota.left()).isEqualTo(3);
        quota.add(5);
        assertThat(quota.left()).isEqualTo(8);
        quota.add(Long.MAX_VALUE - 8);
        assertThat(quota.left()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSendQuotaThatNoNumberHoldsIsAnOverflow() {
        SendQuota quota = new SendQuota(1);
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> quota.add(Long.MAX_VALUE))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(3006));
        assertThat(quota.left()).isEqualTo(1);
    }

    @Test
    void aWindowHoldsWhatItSaysAndNotOneOctetMore() throws MuxException {
        ReceiveWindow window = new ReceiveWindow(1000);
        window.spend(999);
        window.spend(1);
        window.spend(0);
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> window.spend(1))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(3005));
    }

    @Test
    void aWindowOpensAgainWhenHalfOfItIsConsumed() throws MuxException {
        ReceiveWindow window = new ReceiveWindow(1000);
        window.spend(1000);
        assertThat(window.consume(499)).isZero();
        assertThat(window.consume(1)).isEqualTo(500);
        window.spend(500);
        assertThat(window.consume(700)).isEqualTo(700);
        window.spend(700);
        assertThatExceptionOfType(MuxException.class).isThrownBy(() -> window.spend(1));
    }

    /** A control frame is sent whole; a sender that waits for credit for it must get that without sending anything. */
    @Test
    void inTheSmallestWindowTheLargestControlFrameHasRoomBeforeItOpensAgain() throws MuxException {
        ReceiveWindow window = new ReceiveWindow(ReceiveWindow.SMALLEST);
        window.spend(125);
        assertThat(window.consume(125)).isZero();
        window.spend(126);
    }

    @Test
    void slotsAreUsedOldestFirst() throws MuxException {
        ChannelSlots slots = new ChannelSlots();
        assertThat(slots.isEmpty()).isTrue();
        slots.add(new NewChannelSlot(2, 100, false));
        slots.add(new NewChannelSlot(0, 300, false));
        slots.add(new NewChannelSlot(1, 200, false));
        slots.add(new NewChannelSlot(1, 200, false));
        assertThat(slots.take()).isEqualTo(100);
        slots.putBack(100);
        assertThat(slots.take()).isEqualTo(100);
        assertThat(slots.take()).isEqualTo(100);
        assertThat(slots.take()).isEqualTo(200);
        assertThat(slots.isEmpty()).isFalse();
        assertThat(slots.take()).isEqualTo(200);
        assertThat(slots.isEmpty()).isTrue();
    }

    @Test
    void moreSlotsThanANumberHoldsAreAnOverflow() throws MuxException {
        ChannelSlots slots = new ChannelSlots();
        slots.add(new NewChannelSlot(Long.MAX_VALUE, 1, false));
        assertThatExceptionOfType(MuxException.class)
                .isThrownBy(() -> slots.add(new NewChannelSlot(1, 1, false)))
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2008));
    }
}
