package io.twsj;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A WebSocket client on a blocking {@link SSLSocket}, every byte of it by hand. */
final class RawTlsClient implements AutoCloseable {

    final SSLSocket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RawTlsClient(SSLContext context, int port, Consumer<SSLParameters> change) throws IOException {
        this(context, new Socket(), port, change);
    }

    /** Over a socket that is not connected yet. */
    RawTlsClient(SSLContext context, Socket plain, int port, Consumer<SSLParameters> change) throws IOException {
        // So that a test need not send much until the network is full.
        plain.setReceiveBufferSize(64 << 10);
        plain.connect(new InetSocketAddress("127.0.0.1", port));
        socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        change.accept(parameters);
        socket.setSSLParameters(parameters);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    RawTlsClient(SSLContext context, int port) throws IOException {
        this(context, port, parameters -> {});
    }

    static byte[] upgradeRequest(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    /** The head of the answer. */
    String upgrade(String path) throws IOException {
        out.write(upgradeRequest(path));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(ISO_8859_1);
    }

    void text(String message) throws IOException {
        out.write(frame(1, message.getBytes(UTF_8)));
    }

    void binary(byte[] message) throws IOException {
        out.write(frame(2, message));
    }

    void close(int code) throws IOException {
        out.write(frame(8, new byte[] {(byte) (code >> 8), (byte) code}));
    }

    /** A client's frame, masked with zeros. */
    static byte[] frame(int opcode, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(new byte[4]);
            frame.write(payload.length >> 24);
            frame.write(payload.length >> 16);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The payload of the next frame. */
    byte[] receive() throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        return in.readNBytes(length);
    }

    String receiveText() throws IOException {
        return new String(receive(), UTF_8);
    }

    String echo(String message) throws IOException {
        text(message);
        return receiveText();
    }

    /** Reads until the peer's close_notify; an end of TCP without one is an exception. */
    int read() throws IOException {
        return in.read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
