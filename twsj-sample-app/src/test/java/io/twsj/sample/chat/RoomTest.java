package io.twsj.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import io.twsj.WebSocketConnection;
import io.twsj.sample.chat.ChatEvent.Said;
import io.twsj.sample.chat.ChatException.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who is in a room and what was said last. */
class RoomTest {

    private final Room room = new Room();
    private final WebSocketConnection one = mock();
    private final WebSocketConnection two = mock();

    @Test
    void membersAreListedInTheOrderTheyCame() throws ChatException {
        assertThat(room.join(one, new Join("Zoe", null))).isNull();
        assertThat(room.join(two, new Join("Ann", null))).isNull();

        assertThat(room.names()).containsExactly("Zoe", "Ann");
        assertThat(room.nameOf(two)).isEqualTo("Ann");
    }

    @Test
    void onlyTheLastMessagesAreKept() {
        assertThat(room.recent()).isEmpty();
        for (int i = 0; i < Room.RECENT + 3; i++) {
            room.keep(new Said("Ann", "message " + i, i));
        }

        assertThat(room.recent()).hasSize(Room.RECENT);
        assertThat(room.recent().get(0).text()).isEqualTo("message 3");
    }

    @Test
    void aNameIsTakenAlsoInOtherLetters() throws ChatException {
        room.join(one, new Join("Ann", "secret"));

        assertRefused(Code.NAME_TAKEN, () -> room.join(two, new Join("Ann", null)));
        assertRefused(Code.NAME_TAKEN, () -> room.join(two, new Join("aNN", "other")));
        assertRefused(Code.NAME_TAKEN, () -> room.join(two, new Join("\uff21nn", "other")));
        assertThat(room.names()).containsExactly("Ann");
    }

    @Test
    void aNameIsFreeAgainWhenItsOwnerHasGone() throws ChatException {
        room.join(one, new Join("Ann", "secret"));
        room.leave(one);

        room.join(two, new Join("ann", null));

        assertThat(room.names()).containsExactly("ann");
    }

    @Test
    void aConnectionIsInARoomOnce() throws ChatException {
        room.join(one, new Join("Ann", "secret"));

        assertRefused(Code.ALREADY_JOINED, () -> room.join(one, new Join("Bob", null)));
        assertRefused(Code.ALREADY_JOINED, () -> room.join(one, new Join("Ann", "secret")));
        assertThat(room.names()).containsExactly("Ann");
    }

    @Test
    void theSameNameAndKeyTakeTheOlderConnectionsPlace() throws ChatException {
        room.join(one, new Join("Ann", "secret"));

        assertThat(room.join(two, new Join("ann", "secret"))).isSameAs(one);

        assertThat(room.names()).containsExactly("ann");
        assertThat(room.leave(one)).isNull();
        assertRefused(Code.NOT_JOINED, () -> room.nameOf(one));
        assertThat(room.nameOf(two)).isEqualTo("ann");
    }

    @Test
    void withoutAKeyNobodyTakesAPlace() throws ChatException {
        room.join(one, new Join("Ann", null));

        assertRefused(Code.NAME_TAKEN, () -> room.join(two, new Join("Ann", null)));
        assertRefused(Code.NAME_TAKEN, () -> room.join(two, new Join("Ann", "guess")));
    }

    @Test
    void aRoomIsEmptyWhenTheLastOneHasGone() throws ChatException {
        assertThat(room.isEmpty()).isTrue();
        room.join(one, new Join("Ann", null));
        room.join(two, new Join("Bob", null));

        assertThat(room.leave(one)).isEqualTo("Ann");
        assertThat(room.isEmpty()).isFalse();
        assertThat(room.leave(two)).isEqualTo("Bob");
        assertThat(room.isEmpty()).isTrue();
        assertThat(room.leave(two)).isNull();
    }

    private static void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChatException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
