package io.twsj.handshake.auth;

/** Writes a challenge or its answer: a scheme and its parameters (RFC 9110 section 11.2). One caller at a time. */
final class ParameterList {

    private final StringBuilder text;
    private String separator = " ";

    ParameterList(String scheme) {
        text = new StringBuilder(scheme);
    }

    /** A value as a token. */
    ParameterList token(String name, String value) {
        next(name).append(value);
        return this;
    }

    /** A value as a quoted string. */
    ParameterList quoted(String name, String value) {
        next(name)
                .append('"')
                .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
        return this;
    }

    private StringBuilder next(String name) {
        text.append(separator).append(name).append('=');
        separator = ", ";
        return text;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
