package io.twsj.sample.chat;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** To be heard by all in the room. */
record Say(
        @NotNull(message = "A text is needed.")
        @Size(max = ChatRules.MAX_TEXT, message = ChatRules.TEXT_LENGTH)
        @Pattern(regexp = ChatRules.NOT_BLANK, message = ChatRules.TEXT_LENGTH)
        @Pattern(regexp = ChatRules.WELL_FORMED, message = ChatRules.TEXT_CHARACTERS)
        String text) {}
