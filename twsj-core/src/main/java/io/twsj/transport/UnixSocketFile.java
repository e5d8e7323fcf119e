package io.twsj.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file of a listening Unix domain socket, from the one that may be there before to its end. One caller at a time. */
final class UnixSocketFile {

    private final Path path;

    /** Tells this file from another one that is at the same path later. */
    private final @Nullable Object key;

    /** The file of a socket that was just bound. */
    UnixSocketFile(Path path) throws IOException {
        this.path = path;
        this.key = attributes(path).fileKey();
    }

    /**
     * Removes what a dead process has left at a path.
     *
     * @throws BindException if something else is there: a socket that somebody listens on, or no socket at all
     */
    static void makeWay(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new BindException("there is a file that is no socket");
        }
        try {
            SocketChannel.open(address).close();
        } catch (ConnectException dead) {
            Files.delete(path);
            return;
        }
        throw new BindException("address already in use, somebody listens there");
    }

    /** Leaves it to these; null: to those that the system says. */
    void permit(@Nullable Set<PosixFilePermission> permissions) throws IOException {
        if (permissions != null) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes it, unless another one has taken its place. */
    void delete() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Objects.equals(attributes(path).fileKey(), key)) {
            Files.delete(path);
        }
    }
}
