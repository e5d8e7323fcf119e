package io.twsj.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Takes {@link WebSocketHandlerTest#properties}. */
final class WebSocketHandlerTestContextBootstrapper extends TestSliceTestContextBootstrapper<WebSocketHandlerTest> {

    WebSocketHandlerTestContextBootstrapper() {}
}
