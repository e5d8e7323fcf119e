package io.twsj.spring.handler;

/** Takes the failure of a reply that came after its method had returned through a listener's decorators. */
final class LateFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Replier replier;
    private final transient Invocation invocation;
    private final Throwable error;

    LateFailure(Replier replier, Invocation invocation, Throwable error) {
        super(replier + " failed later", error, false, false);
        this.replier = replier;
        this.invocation = invocation;
        this.error = error;
    }

    /** What returned the reply. */
    Replier replier() {
        return replier;
    }

    Throwable error() {
        return error;
    }

    Invocation invocation() {
        return invocation;
    }
}
