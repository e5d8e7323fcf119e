package io.twsj;

import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding the route of a connect among 20 exact ones and 20 with a variable. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoutingBenchmark {

    private static final int OF_A_KIND = 20;

    private final Routes routes = new Routes(routes());
    private String exact = "/exact/" + OF_A_KIND / 2;
    private String variable = "/variable/" + OF_A_KIND / 2 + "/blue";

    private static List<Route> routes() {
        WebSocketListener listener = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {}
        };
        List<Route> all = new ArrayList<>();
        for (int i = 0; i < OF_A_KIND; i++) {
            all.add(Route.of("/exact/" + i, listener).build());
            all.add(Route.of("/variable/" + i + "/{name}", listener).build());
        }
        return all;
    }

    @Benchmark
    public Object exactPath() {
        return routes.find(exact);
    }

    @Benchmark
    public Object pathWithVariable() {
        return routes.find(variable);
    }
}
