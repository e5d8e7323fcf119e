package io.twsj.spring.annotation;

/** What becomes of a message that is malformed, does not fit its method's parameter, or is not valid. */
public enum InvalidMessages {

    /** What {@code twsj.server.message.on-invalid} says; if that says nothing, a reply to one in an envelope, else a close. */
    AS_CONFIGURED,

    /** The peer is told what is wrong, by name of the field, and the connection stays open. */
    REPLY,

    /** The connection is closed with 1007 and what is wrong as the reason. */
    CLOSE
}
