package io.twsj.spring.handler;

import java.security.Principal;

/** A principal of the core that stands for another library's, which a handler's method may take by its own type. */
public interface StandInPrincipal {

    /** The principal it stands for. */
    Principal original();
}
