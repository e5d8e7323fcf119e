package io.twsj;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * One of the sockets that a server listens on. Immutable. From {@link WebSocketServer#listeningSockets()}.
 *
 * @param name the {@linkplain ListenOptions.Builder#name name} that it was given; empty if it was given none
 * @param address an {@link InetSocketAddress} with the real port, or a {@link java.net.UnixDomainSocketAddress}
 * @param usesTls whether its connections speak TLS
 */
public record ListeningSocket(String name, SocketAddress address, boolean usesTls) {}
