package io.twsj.cli;

import io.twsj.message.Message;
import java.io.Console;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Shows messages on standard output, and all the rest on standard error, so that a pipe gets messages only. Thread-safe.
 */
final class Display {

    private static final int MOST_BYTES_SHOWN = 64;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean verbose;
    private final boolean terminal;

    /**
     * A display.
     *
     * @param verbose whether notes are shown
     * @param terminal whether somebody looks at it: control characters must not reach a terminal
     */
    Display(PrintStream out, PrintStream err, boolean verbose, boolean terminal) {
        this.out = out;
        this.err = err;
        this.verbose = verbose;
        this.terminal = terminal;
    }

    /** Whether both standard input and output are a terminal. */
    static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since JDK 22, where there may be a console without a terminal; this library is compiled for 17.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException older) {
            return true;
        }
    }

    /**
     * Shows a message.
     *
     * @return false if nobody reads standard output any more
     */
    boolean message(Message message) {
        out.println(message.isText() ? shown(message.text()) : "binary " + hex(ByteBuffer.wrap(message.bytes())));
        return !out.checkError();
    }

    /** Shows what is of interest to who asked for it. */
    void note(String text) {
        if (verbose) {
            err.println(oneLine(text));
        }
    }

    /** Shows what a user who looks at a terminal wants to know. */
    void hint(String text) {
        if (terminal || verbose) {
            err.println(oneLine(text));
        }
    }

    /** Shows what went wrong, in one line. */
    void failure(String text) {
        err.println("twsj: " + oneLine(text));
    }

    /** How many bytes, and the first of them. */
    static String hex(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(bytes.remaining(), MOST_BYTES_SHOWN)];
        bytes.get(bytes.position(), first);
        return bytes.remaining() + " bytes: " + HexFormat.of().formatHex(first);
    }

    private String shown(String text) {
        return terminal ? withoutControls(text, "\n\t") : text;
    }

    private static String oneLine(String text) {
        return withoutControls(text, "");
    }

    private static String withoutControls(String text, String allowed) {
        StringBuilder shown = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Character.isISOControl(c) && allowed.indexOf(c) < 0) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.toString();
    }
}
