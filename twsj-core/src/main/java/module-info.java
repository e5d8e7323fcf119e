/**
 * A WebSocket implementation (RFC 6455) on its own sockets. Needs the JDK only.
 *
 * <p>Start with {@link io.twsj.WebSocketServer} or {@link io.twsj.WebSocketClient}; the packages beneath are the layers
 * they are made of, from single frames upwards.
 */
module io.twsj.core {
    requires static org.jspecify;

    uses io.twsj.extension.Extension;

    exports io.twsj;
    exports io.twsj.blocking;
    exports io.twsj.close;
    exports io.twsj.extension;
    exports io.twsj.extension.deflate;
    exports io.twsj.frame;
    exports io.twsj.handshake;
    exports io.twsj.handshake.auth;
    exports io.twsj.http;
    exports io.twsj.message;
    exports io.twsj.protocol;
}
