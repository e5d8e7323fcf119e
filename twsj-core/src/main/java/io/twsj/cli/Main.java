package io.twsj.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** {@code java -jar twsj-core.jar COMMAND}: starts a command. */
public final class Main {

    /** What a shell expects for wrong usage. */
    static final int WRONG_USAGE = 2;

    private static final String USAGE = """
            usage: java -jar twsj-core.jar echo [options]

            """ + EchoCommand.USAGE;

    private Main() {}

    /** Runs; ends the JVM only where something is wrong. */
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
        if (!arguments.get(0).equals("echo")) {
            throw new UsageException("unknown command \"" + arguments.get(0) + "\"; known: echo");
        }
        new EchoCommand(EchoOptions.parse(options)).run(out);
    }
}
