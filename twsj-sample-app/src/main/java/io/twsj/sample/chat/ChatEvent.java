package io.twsj.sample.chat;

import io.twsj.spring.annotation.MessageType;
import java.util.List;

/**
 * What clients are told: as the answer to a request, or unasked. Its type in the JSON is the name of its class. Times are
 * milliseconds since 1970, and no two events have the same.
 */
sealed interface ChatEvent {

    /** Somebody is in the room now; to the others. */
    record Joined(String name, long at) implements ChatEvent {}

    /**
     * You are in the room now.
     *
     * @param name yours, as the others see it
     * @param members all who are in the room, in the order they came
     * @param recent what was said last, oldest first
     */
    @MessageType("joined")
    record Welcome(String name, long at, List<String> members, List<Said> recent) implements ChatEvent {}

    /** Somebody said something. */
    record Said(String name, String text, long at) implements ChatEvent {}

    /**
     * Somebody told somebody something; to these two only.
     *
     * @param to whom
     */
    record Told(String name, String to, String text, long at) implements ChatEvent {}

    /** Somebody is writing at this moment; to the others, and not to those who would learn it late. */
    record Typing(String name) implements ChatEvent {}

    /** The server itself has something to say. */
    record Notice(String text, long at) implements ChatEvent {}

    /** Somebody is no longer in the room. */
    record Left(String name, long at) implements ChatEvent {}

    /** All who are in the room, in the order they came. */
    record Members(List<String> members) implements ChatEvent {}
}
