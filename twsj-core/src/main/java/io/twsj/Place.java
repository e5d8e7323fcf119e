package io.twsj;

import io.twsj.handshake.Refusal;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A place among a server's connections, from the moment at which a handshake is about to be accepted to the end of its
 * connection. Event loop only.
 */
final class Place implements Session.Owner {

    private final ServerContext server;
    private final ServerLoop loop;

    /** Whether the connection shares another one's socket. */
    private final boolean sharing;

    private final SocketAddress client;

    /** Where it counts for; null if that is not counted. */
    private final @Nullable Long address;

    /** Whom it counts for; null if that is not counted, or not known yet. */
    private @Nullable String user;

    Place(
            ServerContext server,
            ServerLoop loop,
            boolean sharing,
            SocketAddress client,
            @Nullable Long address,
            @Nullable String user) {
        this.server = server;
        this.loop = loop;
        this.sharing = sharing;
        this.client = client;
        this.address = address;
        this.user = user;
    }

    /** Takes the place; null if there was one. To be given back. */
    @Nullable
    Refusal take() {
        return server.enter(this);
    }

    void giveBack() {
        server.leave(this);
    }

    /** Who has it as long as a session does: mostly the loop, so that a session keeps no object for this. */
    Session.Owner owner() {
        return sharing || address != null || server.countsUsers() ? this : loop;
    }

    @Override
    public void ended(Session session) {
        giveBack();
    }

    @Override
    public boolean admits(String name) {
        if (!server.countsUsers()) {
            return true;
        }
        user = server.enterUser(name, client) == null ? name : null;
        return user != null;
    }

    @Override
    public SessionWatch watch() {
        return loop;
    }

    @Override
    public WebSocketConnections connections() {
        return server.connections();
    }

    boolean isSharing() {
        return sharing;
    }

    SocketAddress client() {
        return client;
    }

    @Nullable
    Long address() {
        return address;
    }

    @Nullable
    String user() {
        return user;
    }
}
