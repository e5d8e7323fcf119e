package io.twsj.sample.chat;

import java.util.List;

/**
 * What clients are told: as the answer to a request, or unasked. Times are milliseconds since 1970, and no two events
 * of a room have the same.
 */
sealed interface ChatEvent {

    /** The type in the JSON. */
    String type();

    /** Somebody is in the room now; to the others. */
    record Joined(String name, long at) implements ChatEvent {
        @Override
        public String type() {
            return "joined";
        }
    }

    /**
     * You are in the room now.
     *
     * @param name yours, as the others see it
     * @param members all who are in the room, in the order they came
     * @param recent what was said last, oldest first
     */
    record Welcome(String name, long at, List<String> members, List<Said> recent) implements ChatEvent {
        @Override
        public String type() {
            return "joined";
        }
    }

    /** Somebody said something. */
    record Said(String name, String text, long at) implements ChatEvent {
        @Override
        public String type() {
            return "said";
        }
    }

    /** Somebody is no longer in the room. */
    record Left(String name, long at) implements ChatEvent {
        @Override
        public String type() {
            return "left";
        }
    }

    /** All who are in the room, in the order they came. */
    record Members(List<String> members) implements ChatEvent {
        @Override
        public String type() {
            return "members";
        }
    }

    /** A request was refused. */
    record Refused(ChatException.Code code, String message) implements ChatEvent {
        @Override
        public String type() {
            return "error";
        }
    }
}
