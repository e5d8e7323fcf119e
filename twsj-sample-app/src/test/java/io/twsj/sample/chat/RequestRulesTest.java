package io.twsj.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names, texts, keys and rooms must look like. */
class RequestRulesTest {

    private static final ValidatorFactory FACTORY = Validation.buildDefaultValidatorFactory();

    private final Validator validator = FACTORY.getValidator();

    @AfterAll
    static void close() {
        FACTORY.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "Ann", "Ann Berger", "Zoë", "美玲", "נעם", "👩‍🌾", "12345678901234567890123456789012"})
    void aNameIsTakenAsItIs(String name) {
        Join join = new Join(name, null);

        assertThat(problems(join)).isEmpty();
        assertThat(join.name()).isEqualTo(name);
    }

    @Test
    void aNameLosesTheSpacesAroundItAndIsComposed() {
        assertThat(new Join(" \t Ann \n", null).name()).isEqualTo("Ann");
        assertThat(new Join("Zoe\u0308", null).name()).isEqualTo("Zo\u00eb");
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
                "A\ud83d",
                "\udc4dA",
            })
    void aNameThatIsNoneIsRefused(String name) {
        assertThat(problems(new Join(name, null))).isNotEmpty().allMatch(problem -> problem.startsWith("name: "));
    }

    @Test
    void aNameOfAMegabyteIsJudgedQuickly() {
        assertThat(problems(new Join("\u200d".repeat(1 << 20), null))).contains("name: A name has 1 to 32 characters.");
    }

    @Test
    void aTextIsLeftAsItIs() {
        String text = "  two lines,\n<b>markup</b> and 👍  ";

        assertThat(new Say(text).text()).isSameAs(text);
        assertThat(problems(new Say(text))).isEmpty();
        assertThat(problems(new Say("x".repeat(2000)))).isEmpty();
    }

    @Test
    void aTextThatIsBlankTooLongOrMalformedIsRefused() {
        assertThat(problems(new Say(""))).containsExactly("text: A message has 1 to 2000 characters.");
        assertThat(problems(new Say(" \n\t"))).containsExactly("text: A message has 1 to 2000 characters.");
        assertThat(problems(new Say("x".repeat(2001)))).containsExactly("text: A message has 1 to 2000 characters.");
        assertThat(problems(new Say("half \udc4d")))
                .containsExactly("text: That message has characters which cannot be sent.");
    }

    @Test
    void aKeyHas1To64CharactersAndMayBeMissing() {
        assertThat(problems(new Join("Ann", null))).isEmpty();
        assertThat(problems(new Join("Ann", "k".repeat(64)))).isEmpty();
        assertThat(problems(new Join("Ann", ""))).containsExactly("key: A key has 1 to 64 characters.");
        assertThat(problems(new Join("Ann", "k".repeat(65)))).containsExactly("key: A key has 1 to 64 characters.");
    }

    @Test
    void aKeyIsNotShown() {
        assertThat(new Join("Ann", "secret")).asString().contains("Ann").doesNotContain("secret");
    }

    @Test
    void aRoomHas1To64VisibleCharacters() {
        assertThat(List.of("lobby", "café", "r".repeat(64))).allMatch(ChatRules::isRoom);
        assertThat(List.of("", " ", "\u200d", "r".repeat(65), "a\u0007b", "a\ud83d"))
                .noneMatch(ChatRules::isRoom);
    }

    private List<String> problems(Object request) {
        return validator.validate(request).stream().map(RequestRulesTest::show).toList();
    }

    private static String show(ConstraintViolation<?> problem) {
        return problem.getPropertyPath() + ": " + problem.getMessage();
    }
}
