package io.twsj.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.sample.chat.ChatEvent.Left;
import io.twsj.sample.chat.ChatEvent.Said;
import io.twsj.sample.chat.ChatException.Code;
import io.twsj.sample.chat.Room.Admission;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who is in a room and what was said last; connections are stood for by strings. */
class RoomTest {

    private final Room<String> room = new Room<>();

    @Test
    void theFirstOneInIsAloneAndHearsNothingOld() throws ChatException {
        Admission<String> admission = room.join("c1", "Ann", null, 17);

        assertThat(admission.welcome()).isEqualTo(new ChatEvent.Welcome("Ann", 17, List.of("Ann"), List.of()));
        assertThat(admission.replaced()).isNull();
        assertThat(room.connections()).containsExactly("c1");
    }

    @Test
    void membersAreListedInTheOrderTheyCame() throws ChatException {
        room.join("c1", "Zoe", null, 1);
        room.join("c2", "Ann", null, 2);

        assertThat(room.names()).containsExactly("Zoe", "Ann");
        assertThat(room.connections()).containsExactly("c1", "c2");
    }

    @Test
    void whoComesLaterHearsWhatWasSaidBefore() throws ChatException {
        room.join("c1", "Ann", null, 1);
        Said first = room.say("c1", "one", 2);
        Said second = room.say("c1", "two", 3);

        assertThat(first).isEqualTo(new Said("Ann", "one", 2));
        assertThat(room.join("c2", "Bob", null, 4).welcome().recent()).containsExactly(first, second);
    }

    @Test
    void onlyTheLastMessagesAreKept() throws ChatException {
        room.join("c1", "Ann", null, 1);
        for (int i = 0; i < Room.RECENT + 3; i++) {
            room.say("c1", "message " + i, 2 + i);
        }

        assertThat(room.join("c2", "Bob", null, 100).welcome().recent())
                .hasSize(Room.RECENT)
                .first()
                .extracting(Said::text)
                .isEqualTo("message 3");
    }

    @Test
    void aNameIsTakenAlsoInOtherLetters() throws ChatException {
        room.join("c1", "Ann", "secret", 1);

        assertRefused(Code.NAME_TAKEN, () -> room.join("c2", "Ann", null, 2));
        assertRefused(Code.NAME_TAKEN, () -> room.join("c2", "aNN", "other", 2));
        assertRefused(Code.NAME_TAKEN, () -> room.join("c2", "\uff21nn", "other", 2));
        assertThat(room.connections()).containsExactly("c1");
    }

    @Test
    void aNameIsFreeAgainWhenItsOwnerHasGone() throws ChatException {
        room.join("c1", "Ann", "secret", 1);
        room.leave("c1", 2);

        assertThat(room.join("c2", "ann", null, 3).welcome().members()).containsExactly("ann");
    }

    @Test
    void aConnectionIsInARoomOnce() throws ChatException {
        room.join("c1", "Ann", "secret", 1);

        assertRefused(Code.ALREADY_JOINED, () -> room.join("c1", "Bob", null, 2));
        assertRefused(Code.ALREADY_JOINED, () -> room.join("c1", "Ann", "secret", 2));
        assertThat(room.names()).containsExactly("Ann");
    }

    @Test
    void theSameNameAndKeyTakeTheOlderConnectionsPlace() throws ChatException {
        room.join("old", "Ann", "secret", 1);

        Admission<String> admission = room.join("new", "Ann", "secret", 2);

        assertThat(admission.replaced()).isEqualTo("old");
        assertThat(admission.welcome().members()).containsExactly("Ann");
        assertThat(room.connections()).containsExactly("new");
    }

    @Test
    void theEndOfAReplacedConnectionChangesNothing() throws ChatException {
        room.join("old", "Ann", "secret", 1);
        room.join("new", "Ann", "secret", 2);

        assertThat(room.leave("old", 3)).isNull();
        assertRefused(Code.NOT_JOINED, () -> room.say("old", "still here?", 4));
        assertThat(room.names()).containsExactly("Ann");
        assertThat(room.say("new", "yes", 5).name()).isEqualTo("Ann");
    }

    @Test
    void withoutAKeyNobodyTakesAPlace() throws ChatException {
        room.join("c1", "Ann", null, 1);

        assertRefused(Code.NAME_TAKEN, () -> room.join("c2", "Ann", null, 2));
        assertRefused(Code.NAME_TAKEN, () -> room.join("c2", "Ann", "guess", 2));
    }

    @Test
    void oneMustBeInToSpeak() {
        assertRefused(Code.NOT_JOINED, () -> room.say("c1", "hello?", 1));
    }

    @Test
    void aRoomIsEmptyWhenTheLastOneHasGone() throws ChatException {
        assertThat(room.isEmpty()).isTrue();
        room.join("c1", "Ann", null, 1);
        room.join("c2", "Bob", null, 2);

        assertThat(room.leave("c1", 3)).isEqualTo(new Left("Ann", 3));
        assertThat(room.isEmpty()).isFalse();
        assertThat(room.leave("c2", 4)).isEqualTo(new Left("Bob", 4));
        assertThat(room.isEmpty()).isTrue();
        assertThat(room.leave("c2", 5)).isNull();
    }

    private static void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChatException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
