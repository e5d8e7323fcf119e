package io.twsj.sample.chat;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * To be in the room.
 *
 * @param name what the others see
 * @param key a secret of the client's; whoever comes with the same name and key takes the place of the older connection,
 *     which may be dead without anybody knowing. Null: nobody can.
 */
record Join(
        @NotNull(message = "A name is needed.")
        @Size(min = 1, max = ChatRules.MAX_NAME, message = "A name has 1 to {max} characters.")
        @Pattern(regexp = ChatRules.SHOWABLE, message = "That name has characters which cannot be shown.")
        String name,

        @Size(min = 1, max = ChatRules.MAX_KEY, message = "A key has 1 to {max} characters.") @Nullable
        String key) {

    /** With the name as it will be shown. */
    @SuppressWarnings("NullAway") // Null until it has been validated.
    Join {
        name = name == null ? null : ChatRules.clean(name);
    }

    /** Name and whether there is a key: the key is nobody else's business. */
    @Override
    public String toString() {
        return "Join[name=" + name + (key == null ? "]" : ", with key]");
    }
}
