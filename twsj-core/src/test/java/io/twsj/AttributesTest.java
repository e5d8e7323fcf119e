package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.Attributes.Key;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Values that belong to a connection. */
class AttributesTest {

    private static final Key<String> NAME = new Key<>("name", String.class);
    private static final Key<Integer> AGE = new Key<>("age", Integer.class);
    private static final Key<Thread> OWNER = new Key<>("owner", Thread.class);

    private final Attributes attributes = new Attributes();

    @Test
    void aValueIsFoundByAnEqualKey() {
        assertThat(attributes.put(NAME, "Ann")).isNull();
        assertThat(attributes.get(new Key<>("name", String.class))).isEqualTo("Ann");
        assertThat(attributes.get(AGE)).isNull();
    }

    @Test
    void keysOfOneNameAndTwoTypesAreTwo() {
        Key<Integer> number = new Key<>("name", Integer.class);
        attributes.put(NAME, "Ann");
        attributes.put(number, 7);
        assertThat(attributes.get(NAME)).isEqualTo("Ann");
        assertThat(attributes.get(number)).isEqualTo(7);
    }

    @Test
    void aValueReplacesTheOneBefore() {
        attributes.put(NAME, "Ann");
        attributes.put(AGE, 30);
        assertThat(attributes.put(NAME, "Bob")).isEqualTo("Ann");
        assertThat(attributes.get(NAME)).isEqualTo("Bob");
        assertThat(attributes.get(AGE)).isEqualTo(30);
    }

    @Test
    void whatIsRemovedIsGoneAndTheOthersStay() {
        attributes.put(NAME, "Ann");
        attributes.put(AGE, 30);
        attributes.put(OWNER, Thread.currentThread());
        assertThat(attributes.remove(AGE)).isEqualTo(30);
        assertThat(attributes.remove(AGE)).isNull();
        assertThat(attributes.get(NAME)).isEqualTo("Ann");
        assertThat(attributes.get(OWNER)).isEqualTo(Thread.currentThread());
        assertThat(attributes.remove(NAME)).isEqualTo("Ann");
        assertThat(attributes.remove(OWNER)).isEqualTo(Thread.currentThread());
        assertThat(attributes.get(OWNER)).isNull();
    }

    @Test
    void nullIsNoValue() {
        assertThatThrownBy(() -> attributes.put(NAME, null)).isInstanceOf(NullPointerException.class);
        assertThat(attributes.get(NAME)).isNull();
    }

    @Test
    void manyThreadsMayPutAtOnce() {
        IntStream.range(0, 500)
                .parallel()
                .forEach(number -> attributes.put(new Key<>("key " + number, Integer.class), number));
        assertThat(IntStream.range(0, 500)
                        .allMatch(number -> Integer.valueOf(number)
                                .equals(attributes.get(new Key<>("key " + number, Integer.class)))))
                .isTrue();
    }
}
