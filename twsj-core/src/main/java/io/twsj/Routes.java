package io.twsj;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path, which may be escaped: exact ones first, then the most specific pattern. Immutable. */
final class Routes {

    private final Map<String, Match> exact = new HashMap<>();
    private final List<Route> patterns;

    /** A route and the values of its variables. */
    record Match(Route route, Map<String, String> variables) {}

    /**
     * The routes of a server.
     *
     * @throws IllegalArgumentException if two of them match the same paths
     */
    Routes(List<Route> routes) {
        Map<String, Route> shapes = new HashMap<>();
        for (Route route : routes) {
            Route other = shapes.put(route.pattern().shape(), route);
            if (other != null) {
                throw new IllegalArgumentException(
                        "two routes for the same path: \"" + other.path() + "\" and \"" + route.path() + "\"");
            }
            if (!route.pattern().hasVariables()) {
                exact.put(route.path(), new Match(route, Map.of()));
            }
        }
        // All of them: an exact path may be asked for with escapes.
        patterns = routes.stream()
                .sorted(Comparator.comparing((Route route) -> route.pattern().rank())
                        .reversed())
                .toList();
    }

    @Nullable
    Match find(String path) {
        Match match = exact.get(path);
        return match != null ? match : findPattern(path);
    }

    private @Nullable Match findPattern(String path) {
        for (Route route : patterns) {
            Map<String, String> variables = route.pattern().match(path);
            if (variables != null) {
                return new Match(route, Map.copyOf(variables));
            }
        }
        return null;
    }
}
