package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.transport.ConnectionTimers;
import io.twsj.transport.ConnectionTimers.Terms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Credentials end by the clock on the wall, which can be set; everything else goes by the loop's own clock. */
class TimersTest {

    /** Nothing but the credentials has to be looked at often. */
    private static final Terms UNHURRIED =
            new Terms(Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofMinutes(5));

    private final TestEngine engine = new TestEngine(Role.SERVER);
    private final Owner owner = new Owner();
    private final ConnectionTimers timers = new ConnectionTimers(engine.link, engine.protocol, UNHURRIED, owner);

    private static final class Owner implements ConnectionTimers.Owner {

        private Instant end = Instant.MAX;
        private int expired;

        @Override
        public void drop(String why) {
            throw new AssertionError("dropped: " + why);
        }

        @Override
        public Instant credentialsExpireAt() {
            return end;
        }

        @Override
        public void credentialsExpired() {
            expired++;
        }

        /** To the credentials it makes no difference whether the clock is set forward or their end back. */
        private void clockIsSet(Duration forward) {
            end = end.minus(forward);
        }
    }

    /** The link's deadlines are the timers'; nothing else happens here. */
    private final class Deadline implements LinkHandler {

        @Override
        public void onDeadline() {
            timers.check();
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            throw new AssertionError();
        }

        @Override
        public void onEndOfStream() {
            throw new AssertionError();
        }

        @Override
        public void onWritable() {
            throw new AssertionError();
        }

        @Override
        public void onFailure(IOException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void onClosed() {
            throw new AssertionError();
        }
    }

    private void start(Duration left) {
        owner.end = Instant.now().plus(left);
        engine.link.handler(new Deadline());
        timers.start();
    }

    @Test
    void credentialsAreGoodUntilTheyExpire() {
        start(Duration.ofHours(1));
        for (int minute = 0; minute < 59; minute++) {
            engine.link.advance(Duration.ofMinutes(1));
            assertThat(owner.expired).isZero();
        }
    }

    @Test
    void aClockThatIsSetForwardIsNoticedWithinAMinute() {
        start(Duration.ofHours(1));
        owner.clockIsSet(Duration.ofHours(2));
        engine.link.advance(Duration.ofSeconds(59));
        assertThat(owner.expired).isZero();
        engine.link.advance(Duration.ofSeconds(1));
        assertThat(owner.expired).isOne();
    }

    @Test
    void aClockThatIsSetBackGivesTheCredentialsThatMuchLonger() {
        start(Duration.ofSeconds(30));
        owner.clockIsSet(Duration.ofHours(-1));
        engine.link.advance(Duration.ofSeconds(30));
        assertThat(owner.expired).isZero();
        owner.clockIsSet(Duration.ofHours(2));
        engine.link.advance(Duration.ofMinutes(1));
        assertThat(owner.expired).isOne();
    }
}
