package io.twsj.transport;

import io.twsj.protocol.Link;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Set;

/** A link over a socket, whose options can be seen and set. Any thread. */
public interface SocketLink extends Link {

    /** Sets an option. */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /** The value of an option. */
    <T> T getOption(SocketOption<T> option) throws IOException;

    /** The options that there are. */
    Set<SocketOption<?>> supportedOptions();
}
