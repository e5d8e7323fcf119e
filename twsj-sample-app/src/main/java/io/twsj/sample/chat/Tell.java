package io.twsj.sample.chat;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * To be heard by one person in the room.
 *
 * @param to that person's name
 */
record Tell(
        @NotNull(message = "It is needed whom to tell.") String to,

        @NotNull(message = "A text is needed.")
        @Size(max = ChatRules.MAX_TEXT, message = ChatRules.TEXT_LENGTH)
        @Pattern(regexp = ChatRules.NOT_BLANK, message = ChatRules.TEXT_LENGTH)
        @Pattern(regexp = ChatRules.WELL_FORMED, message = ChatRules.TEXT_CHARACTERS)
        String text) {}
