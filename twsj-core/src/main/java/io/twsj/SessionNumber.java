package io.twsj;

/** What a session is found by. A session is its own number, so that a map of sessions needs no object for its keys. Immutable. */
class SessionNumber {

    private final long number;

    SessionNumber(long number) {
        this.number = number;
    }

    /** Unlike any other session's. */
    final long number() {
        return number;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof SessionNumber that && that.number == number;
    }

    @Override
    public final int hashCode() {
        return Long.hashCode(number);
    }
}
