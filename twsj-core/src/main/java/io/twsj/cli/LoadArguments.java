package io.twsj.cli;

import io.twsj.ConnectOptions;
import io.twsj.ConnectionOptions;
import io.twsj.Execution;
import io.twsj.TlsOptions;
import io.twsj.dial.Target;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code load} was told. One caller at a time. */
final class LoadArguments {

    @Nullable
    URI uri;

    int connections = 64;
    int bytes = 32;
    int depth = 1;
    int warmUpSeconds = 5;
    int seconds = 5;
    boolean text;

    /** The server's process, if its processor time is to be read. */
    @Nullable
    ProcessHandle server;

    private boolean deflate;
    private boolean insecure;

    private LoadArguments() {}

    /**
     * Reads the options and the URL, in any order.
     *
     * @throws UsageException if one is unknown or wrong
     */
    static LoadArguments parse(List<String> arguments) {
        LoadArguments read = new LoadArguments();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            read.take(rest.next(), rest);
        }
        if (read.uri == null) {
            throw new UsageException("load needs the URL of a server that echoes, such as ws://localhost:8000/echo");
        }
        return read;
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--connections" -> connections = Arguments.number(option, rest, 1, 1_000_000);
            case "--size" -> bytes = Arguments.number(option, rest, 1, 64 << 20);
            case "--depth" -> depth = Arguments.number(option, rest, 1, 1_000);
            case "--warm-up" -> warmUpSeconds = Arguments.number(option, rest, 0, 3_600);
            case "--seconds" -> seconds = Arguments.number(option, rest, 1, 86_400);
            case "--pid" -> server = process(Arguments.number(option, rest, 1, Integer.MAX_VALUE));
            case "--text" -> text = true;
            case "--deflate" -> deflate = true;
            case "--insecure" -> insecure = true;
            default -> url(option);
        }
    }

    private static ProcessHandle process(int pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || process.get().info().totalCpuDuration().isEmpty()) {
            throw new UsageException("--pid: the processor time of process " + pid + " cannot be read");
        }
        return process.get();
    }

    private void url(String text) {
        if (text.startsWith("-")) {
            throw new UsageException("unknown option \"" + text + "\"");
        }
        if (uri != null) {
            throw new UsageException("load takes one URL; \"" + text + "\" is another one");
        }
        Arguments.judge("\"" + text + "\"", () -> {
            uri = URI.create(text);
            Target.of(uri);
        });
    }

    ConnectOptions options() {
        ConnectOptions.Builder options = ConnectOptions.builder();
        if (insecure) {
            options.tls(TlsOptions.builder().insecure().build());
        }
        if (deflate) {
            options.extensions(List.of(PermessageDeflate.of(
                    DeflateOptions.builder().contextTakeover(true).maxRatio(0).build())));
        }
        long underWay = 2L * depth * (bytes + 64L);
        return options.execution(Execution.INLINE)
                .options(ConnectionOptions.builder()
                        .maxMessageBytes(Math.max(bytes, 1 << 20))
                        .maxOutboundBytes((int) Math.min(Integer.MAX_VALUE, Math.max(1 << 20, underWay)))
                        .build())
                .build();
    }
}
