package io.twsj.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.sample.chat.ChatException.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names, texts, keys and rooms must look like. */
class ChatRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"A", "Ann", "Ann Berger", "Zoë", "美玲", "נעם", "👩‍🌾", "12345678901234567890123456789012"})
    void aNameIsTakenAsItIs(String name) throws ChatException {
        assertThat(ChatRules.name(name)).isEqualTo(name);
    }

    @Test
    void aNameLosesTheSpacesAroundItAndIsComposed() throws ChatException {
        assertThat(ChatRules.name(" \t Ann \n")).isEqualTo("Ann");
        assertThat(ChatRules.name("Zoe\u0308")).isEqualTo("Zo\u00eb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "\u00a0",
                "\u200d",
                "123456789012345678901234567890123",
                "A\nB",
                "A\u0000B",
                "A\u2028B",
                "\u202enimda",
                "\u2066Ann",
            })
    void aNameThatIsNoneIsRefused(String name) {
        assertRefused(Code.BAD_NAME, () -> ChatRules.name(name));
    }

    @Test
    void aNameWithHalfASurrogatePairIsRefused() {
        assertRefused(Code.BAD_NAME, () -> ChatRules.name("A\ud83d"));
    }

    @Test
    void aTextIsLeftAsItIs() throws ChatException {
        String text = "  two lines,\n<b>markup</b> and 👍  ";

        assertThat(ChatRules.text(text)).isSameAs(text);
        assertThat(ChatRules.text("x".repeat(2000))).hasSize(2000);
    }

    @Test
    void aTextThatIsBlankTooLongOrMalformedIsRefused() {
        assertRefused(Code.BAD_TEXT, () -> ChatRules.text(""));
        assertRefused(Code.BAD_TEXT, () -> ChatRules.text(" \n\t"));
        assertRefused(Code.BAD_TEXT, () -> ChatRules.text("x".repeat(2001)));
        assertRefused(Code.BAD_TEXT, () -> ChatRules.text("half \udc4d"));
    }

    @Test
    void aKeyHas1To64Characters() throws ChatException {
        assertThat(ChatRules.key(null)).isNull();
        assertThat(ChatRules.key("k".repeat(64))).hasSize(64);
        assertRefused(Code.BAD_REQUEST, () -> ChatRules.key(""));
        assertRefused(Code.BAD_REQUEST, () -> ChatRules.key("k".repeat(65)));
    }

    @Test
    void aRoomHas1To64VisibleCharacters() throws ChatException {
        ChatRules.checkRoom("lobby");
        ChatRules.checkRoom("r".repeat(64));
        assertRefused(Code.BAD_ROOM, () -> ChatRules.checkRoom("r".repeat(65)));
        assertRefused(Code.BAD_ROOM, () -> ChatRules.checkRoom(" "));
        assertRefused(Code.BAD_ROOM, () -> ChatRules.checkRoom("a\u0007b"));
    }

    private static void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChatException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
