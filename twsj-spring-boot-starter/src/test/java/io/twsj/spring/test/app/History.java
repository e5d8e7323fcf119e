package io.twsj.spring.test.app;

import org.springframework.stereotype.Service;

/** A collaborator of a handler. */
@Service
public class History {

    /** What was said last in a room. */
    public String last(String room) {
        return "nothing";
    }
}
