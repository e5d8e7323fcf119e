package io.twsj.handshake.auth;

/** The name of what is protected (RFC 9110 section 11.5). Without state. */
final class Realm {

    private Realm() {}

    /** Checks a realm of this server's own. Stricter than the RFC: ASCII, which everybody hashes the same way. */
    static String require(String realm) {
        if (!HeaderText.isPlain(realm)) {
            throw new IllegalArgumentException("realm \"" + realm + "\" has characters that are not printable ASCII");
        }
        return realm;
    }
}
