package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.concurrent.FailureLog;

/** Hears what happens to sessions, to count and to tell it. Event loop only, except where stated. */
interface SessionWatch {

    /** For clients, which count nothing. */
    SessionWatch NONE = new SessionWatch() {};

    /** The listener has been told that the session is open. */
    default void opened(Session session) {}

    /** The listener has been told that the session has ended. */
    default void closed(Session session, CloseReason reason) {}

    /** The peer did not tell in its first message who may connect. */
    default void firstMessageRefused(Session session, String why) {}

    /** A message has come. */
    default void received(int bytes) {}

    /** A message was given to the output. Any thread. */
    default void sent(int bytes, boolean inLoop) {}

    /** A message was dropped because the peer does not take the output before it. Any thread. */
    default void dropped(Session session) {}

    /** The peer ran into a limit. */
    default void limitHit(Session session, ServerLimit limit, String what) {}

    /** The session ends because the peer does not take its output. Any thread. */
    default void slowPeerCut(Session session, String why) {}

    /** The listener threw. Any thread. */
    default void handlerFailed(Session session, String method, Throwable failure) {
        FailureLog.error(method + " failed for connection " + session.id(), failure);
    }
}
