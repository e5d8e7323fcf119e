package io.twsj;

import io.twsj.transport.Acceptor;
import io.twsj.transport.EventLoop;
import io.twsj.transport.TlsTerms;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A listening socket of a server, and how its connections speak TLS. Thread-safe. */
final class Entrance {

    private final ListenOptions options;
    private final ServerContext context;
    private final Acceptor acceptor;
    private final SocketAddress address;

    /** How new connections speak TLS; null without TLS. */
    private volatile @Nullable TlsTerms tls;

    /**
     * Binds; connections are accepted when the loops run.
     *
     * @param hasRoom asked before each accept
     * @throws IOException that names what could not be bound
     */
    Entrance(ListenOptions options, List<EventLoop> loops, ServerContext context, BooleanSupplier hasRoom)
            throws IOException {
        this.options = options;
        this.context = context;
        this.tls = options.tls() == null ? null : context.terms(options.tls());
        try {
            this.acceptor = Acceptor.bind(
                    addressOf(options),
                    options.permissions(),
                    options.backlog(),
                    loops,
                    this::tls,
                    options.proxyProtocol(),
                    link -> new OpeningHandshake(link, context),
                    hasRoom);
        } catch (BindException inUse) {
            throw (IOException) new BindException(cannot(inUse)).initCause(inUse);
        } catch (UnknownHostException unknown) {
            throw unknown;
        } catch (IOException failure) {
            throw new IOException(cannot(failure), failure);
        }
        this.address = acceptor.address();
    }

    private static SocketAddress addressOf(ListenOptions options) throws UnknownHostException {
        Path file = options.unixSocket();
        if (file != null) {
            return UnixDomainSocketAddress.of(file);
        }
        InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("cannot listen on " + options.host() + ": unknown host");
        }
        return address;
    }

    private String cannot(IOException why) {
        return "cannot listen on " + options + ": " + why.getMessage();
    }

    private @Nullable TlsTerms tls() {
        return tls;
    }

    /**
     * Has new connections speak TLS on these terms.
     *
     * @throws IllegalStateException if it is without TLS
     */
    void replaceTls(TlsOptions renewed) {
        if (!usesTls()) {
            throw new IllegalStateException("the server runs without TLS on " + options + ", which cannot be changed");
        }
        tls = context.terms(renewed);
    }

    boolean usesTls() {
        return tls != null;
    }

    String name() {
        return options.name();
    }

    SocketAddress address() {
        return address;
    }

    /** As applications see it. */
    ListeningSocket socket() {
        return new ListeningSocket(options.isNamed() ? options.name() : "", address, usesTls());
    }

    /** Its address as a URI has it. */
    String uri() {
        String scheme = usesTls() ? "wss" : "ws";
        return address instanceof InetSocketAddress internet
                ? scheme + "://" + internet.getHostString() + ":" + internet.getPort()
                : scheme + "+unix:" + address;
    }

    /** Accepts nothing more. */
    void close() {
        acceptor.close();
    }

    /** As {@link #close} while the loops do not run. */
    void discard() {
        acceptor.discard();
    }
}
