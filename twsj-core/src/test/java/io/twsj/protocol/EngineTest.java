package io.twsj.protocol;

import io.twsj.extension.ExtensionSession;
import io.twsj.frame.Cuts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.provider.Arguments;

/** Makes engines and looks, after each test, whether anything is left over in them. */
abstract class EngineTest {

    private final List<TestEngine> engines = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOver() {
        engines.forEach(TestEngine::checkNothingLeft);
    }

    TestEngine engine(Role role) {
        return watched(new TestEngine(role));
    }

    TestEngine engine(Role role, ProtocolLimits limits) {
        return watched(new TestEngine(role, limits));
    }

    TestEngine engine(Role role, ProtocolLimits limits, List<ExtensionSession> extensions) {
        return watched(new TestEngine(role, limits, extensions));
    }

    private TestEngine watched(TestEngine engine) {
        engines.add(engine);
        return engine;
    }

    /** Each row of a table once for each role. */
    static Stream<Arguments> bothRoles(List<?> rows) {
        return Arrays.stream(Role.values()).flatMap(role -> rows.stream().map(row -> Arguments.of(role, row)));
    }

    /** Feeds frames to a new echoing engine, cut in every way of {@link Cuts}; each time the same is expected. */
    static void cutAnywhere(Role role, List<WireFrame> frames, Consumer<TestEngine> expectation) {
        cutAnywhere(() -> new TestEngine(role).echoing(), frames, expectation);
    }

    static void cutAnywhere(Supplier<TestEngine> engines, List<WireFrame> frames, Consumer<TestEngine> expectation) {
        Role sender = engines.get().peer();
        byte[] bytes = Frames.sentBy(sender, frames.toArray(WireFrame[]::new));
        Cuts.forEach(bytes.length, borders(sender, frames), ends -> {
            TestEngine engine = engines.get();
            for (ByteBuffer piece : Cuts.pieces(bytes, ends)) {
                engine.receive(piece);
            }
            expectation.accept(engine);
            engine.checkNothingLeft();
        });
    }

    /** Where the payloads begin and the frames end. */
    static List<Integer> borders(Role sender, List<WireFrame> frames) {
        List<Integer> borders = new ArrayList<>();
        int at = 0;
        for (WireFrame frame : frames) {
            int size = Frames.sentBy(sender, frame).length;
            borders.add(at + size - frame.payload().remaining());
            at += size;
            borders.add(at);
        }
        return borders;
    }
}
