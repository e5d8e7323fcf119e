package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Full at either bound, low when both are at half or less. */
class BacklogTest {

    private final Backlog backlog = new Backlog(4, 100);

    @Test
    void isLowAndNotFullWhenEmpty() {
        assertThat(backlog.isFull()).isFalse();
        assertThat(backlog.isLow()).isTrue();
    }

    @Test
    void isFullOfMessages() {
        for (int i = 0; i < 3; i++) {
            backlog.add(0);
            assertThat(backlog.isFull()).isFalse();
        }
        backlog.add(0);
        assertThat(backlog.isFull()).isTrue();
        backlog.remove(0);
        assertThat(backlog.isLow()).isFalse();
        backlog.remove(0);
        assertThat(backlog.isLow()).isTrue();
    }

    @Test
    void isFullOfBytes() {
        backlog.add(99);
        assertThat(backlog.isFull()).isFalse();
        backlog.add(1);
        assertThat(backlog.isFull()).isTrue();
        backlog.remove(1);
        assertThat(backlog.isLow()).isFalse();
        backlog.remove(99);
        backlog.add(50);
        assertThat(backlog.isLow()).isTrue();
        backlog.add(1);
        assertThat(backlog.isLow()).isFalse();
    }

    @Test
    void countsTheLargestMessages() {
        Backlog wide = new Backlog(3, Integer.MAX_VALUE);
        wide.add(Integer.MAX_VALUE - 1);
        assertThat(wide.isFull()).isFalse();
        wide.add(Integer.MAX_VALUE);
        assertThat(wide.isFull()).isTrue();
        wide.remove(Integer.MAX_VALUE - 1);
        wide.remove(Integer.MAX_VALUE);
        assertThat(wide.isLow()).isTrue();
    }
}
