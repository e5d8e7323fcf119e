package io.twsj.dial;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host; may block, so it is asked on a worker. Thread-safe. */
@FunctionalInterface
public interface NameResolver {

    /** The system's. */
    NameResolver SYSTEM = InetAddress::getAllByName;

    /** All addresses, in the order of preference. */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
