package io.twsj.handshake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Origins written down one by one, or by a pattern that stands for subdomains. Immutable. */
final class OriginList {

    /** How the host of a pattern begins. */
    private static final String ANY_SUBDOMAIN = "*.";

    private final Set<Origin> exact = new HashSet<>();
    private final List<Origin> patterns = new ArrayList<>();
    private boolean nullAllowed;

    private OriginList() {}

    static OriginList of(Collection<String> origins) {
        OriginList list = new OriginList();
        origins.forEach(list::add);
        return list;
    }

    private void add(String text) {
        if (text.equals(Origin.NULL)) {
            nullAllowed = true;
            return;
        }
        Origin origin = Origin.parse(text);
        if (origin == null
                || origin.host().lastIndexOf('*') > 0
                || origin.host().equals("*")) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no origin; expected scheme://host or scheme://host:port, without a path, where host may be"
                    + " *.domain for all subdomains");
        }
        if (origin.host().startsWith("*")) {
            patterns.add(requirePattern(text, origin));
        } else {
            exact.add(origin);
        }
    }

    private static Origin requirePattern(String text, Origin origin) {
        if (!origin.host().startsWith(ANY_SUBDOMAIN) || origin.host().length() == ANY_SUBDOMAIN.length()) {
            throw new IllegalArgumentException("\"" + text + "\": only *.domain stands for subdomains");
        }
        return origin;
    }

    boolean contains(String text) {
        if (text.equals(Origin.NULL)) {
            return nullAllowed;
        }
        Origin origin = Origin.parse(text);
        return origin != null
                && (exact.contains(origin) || patterns.stream().anyMatch(pattern -> matches(pattern, origin)));
    }

    private static boolean matches(Origin pattern, Origin origin) {
        // With its dot: evilexample.com is no subdomain of example.com.
        String domain = pattern.host().substring(1);
        return origin.scheme().equals(pattern.scheme())
                && origin.port() == pattern.port()
                && origin.host().length() > domain.length()
                && origin.host().endsWith(domain);
    }
}
