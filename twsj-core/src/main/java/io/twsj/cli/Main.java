package io.twsj.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** {@code java -jar twsj-core.jar COMMAND}: starts a command. */
public final class Main {

    /** What a shell expects for wrong usage. */
    static final int WRONG_USAGE = 2;

    private static final String USAGE =
            """
            usage: java -jar twsj-core.jar echo [options]
                   java -jar twsj-core.jar connect URL [options]
                   java -jar twsj-core.jar load URL [options]

            """ + EchoCommand.USAGE + "\n" + ConnectCommand.USAGE + "\n" + LoadCommand.USAGE;

    private Main() {}

    /** Runs; ends the JVM where something is wrong, and after a command that has an end. */
    public static void main(String[] arguments) {
        try {
            run(Arrays.asList(arguments), System.out);
        } catch (UsageException wrong) {
            System.err.println("twsj: " + wrong.getMessage());
            System.exit(WRONG_USAGE);
        } catch (java.io.IOException failure) {
            System.err.println("twsj: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void run(List<String> arguments, PrintStream out) throws java.io.IOException {
        if (arguments.isEmpty() || arguments.get(0).equals("--help")) {
            out.print(USAGE);
            return;
        }
        List<String> options = arguments.subList(1, arguments.size());
        switch (arguments.get(0)) {
            case "echo" -> new EchoCommand(EchoOptions.parse(options)).run(out);
            case "connect" -> System.exit(connect(ConnectArguments.parse(options)));
            case "load" -> new LoadCommand(LoadArguments.parse(options), out).run();
            default ->
                throw new UsageException("unknown command \"" + arguments.get(0) + "\"; known: echo, connect, load");
        }
    }

    /** Text goes over the wire in UTF-8, and so in and out here, whatever the locale says. */
    private static int connect(ConnectArguments arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        return new ConnectCommand(arguments, new Display(out, err, arguments.verbose, Display.isTerminal()))
                .run(System.in);
    }
}
