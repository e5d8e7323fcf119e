package io.twsj.cli;

import io.twsj.handshake.auth.Credentials;
import java.util.Iterator;

/** Takes values from the command line; what is wrong ends in a {@link UsageException} that names the option. */
final class Arguments {

    private Arguments() {}

    /** The value behind an option. */
    static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new UsageException(option + " needs a value");
        }
        return rest.next();
    }

    /** The number behind an option. */
    static int number(String option, Iterator<String> rest, int least, int most) {
        String text = value(option, rest);
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Falls through to the same message.
        }
        throw new UsageException(option + " takes a number from " + least + " to " + most + ", not \"" + text + "\"");
    }

    /** The user and password behind an option; a wrong value is not repeated. */
    static Credentials credentials(String option, Iterator<String> rest) {
        String both = value(option, rest);
        int colon = both.indexOf(':');
        if (colon < 0) {
            throw new UsageException(option + " takes name:password");
        }
        try {
            return new Credentials(both.substring(0, colon), both.substring(colon + 1));
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(option + ": " + wrong.getMessage());
        }
    }

    /** Uses values as the command will. */
    static void judge(String option, Runnable use) {
        try {
            use.run();
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(option + ": " + wrong.getMessage());
        }
    }
}
