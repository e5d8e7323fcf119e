package io.twsj.http;

/** The eight bytes of {@code HTTP/1.1} (RFC 9112 section 2.3), judged one by one. */
final class HttpVersion {

    static final int LENGTH = 8;

    private static final String NAME = "HTTP/";

    private HttpVersion() {}

    /** Tells whether a byte may stand at a place of a version; letters are compared exactly. */
    static boolean mayStandAt(int index, byte b) {
        return switch (index) {
            case 5, 7 -> b >= '0' && b <= '9';
            case 6 -> b == '.';
            default -> b == NAME.charAt(index);
        };
    }

    static int major(byte[] bytes, int start) {
        return bytes[start + 5] - '0';
    }

    static int minor(byte[] bytes, int start) {
        return bytes[start + 7] - '0';
    }
}
