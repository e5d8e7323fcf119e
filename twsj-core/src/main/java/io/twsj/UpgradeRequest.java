package io.twsj;

import io.twsj.handshake.HandshakeOptions;
import io.twsj.http.HttpRequest;
import io.twsj.http.RequestHead;

/** A request that asks to become a connection, and the route that it asks for. Immutable. */
record UpgradeRequest(HttpRequest source, Routes.Match match) {

    RequestHead head() {
        return source.head();
    }

    Route route() {
        return match.route();
    }

    HandshakeOptions options() {
        return route().handshakeOptions();
    }

    /** The path; an exact one is the route's own string, so that a connection does not hold another one. */
    String path() {
        boolean exact = match.variables().isEmpty() && route().path().equals(source.path());
        return exact ? route().path() : source.path();
    }
}
