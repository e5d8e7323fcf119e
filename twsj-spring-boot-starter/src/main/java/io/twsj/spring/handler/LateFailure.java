package io.twsj.spring.handler;

/** Takes the failure of a reply that came after its method had returned through a listener's decorators. */
final class LateFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Callback callback;
    private final transient Invocation invocation;
    private final Throwable error;

    LateFailure(Callback callback, Invocation invocation, Throwable error) {
        super(callback + " failed later", error, false, false);
        this.callback = callback;
        this.invocation = invocation;
        this.error = error;
    }

    Callback callback() {
        return callback;
    }

    Throwable error() {
        return error;
    }

    Invocation invocation() {
        return invocation;
    }
}
