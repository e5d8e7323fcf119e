package io.twsj.protocol;

/**
 * What a message from the peer may cost. Immutable.
 *
 * @param maxMessageBytes most payload bytes of a message, after extensions; a frame may be as long as a message
 * @param maxFragments most frames of a message
 */
public record ProtocolLimits(int maxMessageBytes, int maxFragments) {

    /** 1 MiB, 1,024 fragments. */
    public static final ProtocolLimits DEFAULT = new ProtocolLimits(1 << 20, 1024);
}
