package io.twsj.spring.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Endpoints written as lambdas instead of annotated methods. Beans of this type are served like
 * {@link io.twsj.spring.annotation.WebSocketHandler} beans. One caller at a time while paths are added.
 *
 * <pre>{@code
 * @Bean
 * WebSocketRoutes routes() {
 *     return WebSocketRoutes.create()
 *             .path("/echo", route -> route.onText((connection, text) -> text))
 *             .path("/points", route -> route.onJson(Point.class, (connection, point) -> point.mirrored()));
 * }
 * }</pre>
 */
public final class WebSocketRoutes {

    private final List<RouteSpec> specs = new ArrayList<>();

    private WebSocketRoutes() {}

    /** No paths. */
    public static WebSocketRoutes create() {
        return new WebSocketRoutes();
    }

    /**
     * Adds a path.
     *
     * @param pattern as in {@link io.twsj.spring.annotation.WebSocketHandler#path}
     * @param route says what happens there
     */
    public WebSocketRoutes path(String pattern, Consumer<RouteSpec> route) {
        RouteSpec spec = new RouteSpec(pattern);
        route.accept(spec);
        specs.add(spec);
        return this;
    }

    List<RouteSpec> specs() {
        return List.copyOf(specs);
    }
}
