package io.twsj.spring.autoconfigure;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Protocol extensions.
 *
 * @param permessageDeflate Compression of messages (RFC 7692).
 * @param deflateFrame Compression of frames, for peers that know nothing newer.
 * @param mux Many logical connections over one TCP connection.
 */
public record ExtensionProperties(
        @DefaultValue PermessageDeflate permessageDeflate,
        @DefaultValue DeflateFrame deflateFrame,
        @DefaultValue Mux mux) {

    /**
     * Many logical connections over one TCP connection.
     *
     * @param enabled Whether clients that ask for it may share a TCP connection among connections.
     * @param maxChannels Number of logical connections that may share one TCP connection.
     * @param maxChannelSize Size of all messages of a logical connection that were received and not taken by its handler.
     * @param maxConnectionSize The same for all logical connections of a TCP connection.
     */
    public record Mux(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("256") int maxChannels,
            @DefaultValue("256KB") DataSize maxChannelSize,
            @DefaultValue("64MB") DataSize maxConnectionSize) {}

    /**
     * Compression of messages (RFC 7692).
     *
     * @param enabled Whether messages are compressed for clients that offer it.
     * @param minSize Size below which a message is sent as it is.
     * @param level Effort, from 1, the fastest, to 9, the smallest.
     * @param serverMaxWindowBits Largest window of the server's compressor, 2^n bytes, n from 8 to 15.
     * @param serverNoContextTakeover Whether the server compresses each message by itself, which saves 264 KB a connection.
     * @param clientNoContextTakeover Whether clients must do so, which saves 80 KB a connection.
     * @param maxRatio How many times as large a message received may become once it has more than 64 KB; 0 for no bound.
     * @param memoryBudget Memory for the compression of all connections. Above, new connections agree to no context
     *     takeover.
     */
    public record PermessageDeflate(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("256B") DataSize minSize,
            @DefaultValue("5") int level,
            @DefaultValue("15") int serverMaxWindowBits,
            @DefaultValue("true") boolean serverNoContextTakeover,
            @DefaultValue("true") boolean clientNoContextTakeover,
            @DefaultValue("100") int maxRatio,
            @DefaultValue("512MB") DataSize memoryBudget) {}

    /**
     * Compression of frames, for peers that know nothing newer. It takes its settings from permessage-deflate.
     *
     * @param enabled Whether frames are compressed for clients that offer deflate-frame or x-webkit-deflate-frame only.
     */
    public record DeflateFrame(@DefaultValue("false") boolean enabled) {}
}
