package io.twsj.spring.test.app;

import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.WebSocketAdvice;

/** What clients of all handlers are told when something went wrong. */
@WebSocketAdvice
class Advice {

    @OnError
    String failed(IllegalStateException error) {
        return "not now";
    }
}
