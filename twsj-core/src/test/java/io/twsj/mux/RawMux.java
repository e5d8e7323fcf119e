package io.twsj.mux;

import io.twsj.RawClient;
import io.twsj.WireFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A client that speaks mux in octets: physical messages go and come as hex digits, without their frames' headers. */
final class RawMux implements Closeable {

    /** The quota it offers for the first channel, so that a server may write there. */
    private static final int QUOTA = 100_000;

    private final RawClient client;
    private final RawClient.Response response;

    private RawMux(RawClient client, RawClient.Response response) {
        this.client = client;
        this.response = response;
    }

    /** A physical connection, with the first channel at a path; the slots that the server grants are still to be read. */
    static RawMux open(int port, String path) throws IOException {
        return open(port, path, "mux; quota=" + QUOTA);
    }

    static RawMux open(int port, String path, String extensions) throws IOException {
        return openWith(port, path, "Sec-WebSocket-Extensions: " + extensions);
    }

    static RawMux openWith(int port, String path, String... headerLines) throws IOException {
        RawClient client = RawClient.connect(port);
        client.write(RawClient.request(path, headerLines));
        return new RawMux(client, client.readHeadOnly());
    }

    RawClient.Response response() {
        return response;
    }

    RawClient client() {
        return client;
    }

    /** Sends one physical message. */
    RawMux send(String octets) throws IOException {
        client.send(WireFrame.binary(bytes(octets)));
        return this;
    }

    /** Asks for a channel. */
    RawMux request(int channel, String path, String... headerLines) throws IOException {
        StringBuilder head =
                new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        return requestText(channel, head + "\r\n");
    }

    RawMux requestText(int channel, String head) throws IOException {
        ByteBuffer message = new ControlBlock.AddChannelRequest(channel, head).message();
        return send(Octets.hex(message));
    }

    /** The next physical message. */
    String read() throws IOException {
        WireFrame frame = client.readFrame();
        if (frame.opcode() != WireFrame.BINARY || !frame.fin()) {
            throw new AssertionError("a physical message is due, not " + frame);
        }
        return HexFormat.ofDelimiter(" ").formatHex(frame.payload());
    }

    /** The physical connection's own next frame. */
    WireFrame readFrame() throws IOException {
        return client.readFrame();
    }

    /** The octets of a control block with text in it, which is shown as text. */
    String readText() throws IOException {
        return new String(bytes(read()), StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String octets) {
        return HexFormat.of().parseHex(octets.replace(" ", ""));
    }

    @Override
    public void close() {
        client.close();
    }
}
