package io.twsj;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A client that speaks in bytes: it sends what a test wants, legal or not, in pieces of any size, and tells what came
 * back, down to the way TCP ended. Blocking; reads give up after {@link #TIMEOUT_MILLIS}.
 */
public final class RawClient implements Closeable {

    /** Long enough for a busy machine; a test that waits for it has failed. */
    public static final int TIMEOUT_MILLIS = 10_000;

    /** The example of RFC 6455 1.3, and what belongs to it. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final Socket socket;
    private final DataInputStream in;

    /** How TCP ended. */
    public enum End {
        /** In order: the peer sent FIN. */
        EOF,
        /** The peer sent RST. */
        RESET
    }

    /** An answer to a request. */
    public record Response(int status, Map<String, String> headers, byte[] body) {

        /** The value of a header line, null if there is none. */
        public String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /** A TCP connection, nothing sent. */
    public static RawClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** A TCP connection whose receive buffer is small, so that its server soon has to wait. */
    public static RawClient connect(int port, int receiveBufferBytes) throws IOException {
        return connect(InetAddress.getLoopbackAddress(), port, receiveBufferBytes);
    }

    /** The same to another address. */
    public static RawClient connect(InetAddress address, int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
            return new RawClient(socket);
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    /** A WebSocket connection. */
    public static RawClient open(int port, String path, String... headerLines) throws IOException {
        return connect(port).handshake(path, headerLines);
    }

    /** A WebSocket connection to a server that soon has to wait if this client does not read. */
    public static RawClient openNarrow(int port, String path) throws IOException {
        return connect(port, 4096).handshake(path);
    }

    /** The opening handshake, which must succeed. */
    public RawClient handshake(String path, String... headerLines) throws IOException {
        write(request(path, headerLines));
        Response response = readResponse();
        if (response.status() != 101) {
            close();
            throw new IOException("handshake refused with " + response.status() + ": " + response.text());
        }
        return this;
    }

    /** A legal opening handshake with these lines besides. */
    public static byte[] request(String path, String... headerLines) {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: " + KEY,
                "Sec-WebSocket-Version: 13"));
        lines.addAll(Arrays.asList(headerLines));
        return head(lines.toArray(String[]::new));
    }

    /** Lines, each with its end, and the empty line behind. */
    public static byte[] head(String... lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    // Out

    /** Sends in one write. */
    public RawClient write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends frames, masked, in one write. */
    public RawClient send(WireFrame... frames) throws IOException {
        return write(WireFrame.wire(frames));
    }

    /** Sends in writes of so many bytes. */
    public RawClient writeChopped(byte[] bytes, int size) throws IOException {
        for (int at = 0; at < bytes.length; at += size) {
            socket.getOutputStream().write(bytes, at, Math.min(size, bytes.length - at));
        }
        return this;
    }

    /** Ends this client's direction only. */
    public RawClient shutdownOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    // In

    /** Reads the next frame; an {@link EOFException} or {@link SocketException} tells that there is none. */
    public WireFrame readFrame() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) != 0) {
            throw new IOException("the server masked a frame");
        }
        long length = second;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new WireFrame((first & 0x80) != 0, first >> 4 & 7, first & 0xf, payload);
    }

    /** Reads a final frame of text. */
    public String readText() throws IOException {
        WireFrame frame = readFrame();
        if (frame.opcode() != WireFrame.TEXT || !frame.fin()) {
            throw new AssertionError("expected a text, found " + frame);
        }
        return frame.text();
    }

    /** Reads so many frames. */
    public List<WireFrame> readFrames(int count) throws IOException {
        List<WireFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(readFrame());
        }
        return frames;
    }

    /** Reads all frames up to the end of TCP, which must be an orderly one. */
    public List<WireFrame> readFramesToEnd() throws IOException {
        List<WireFrame> frames = new ArrayList<>();
        while (!isAtEnd()) {
            frames.add(readFrame());
        }
        return frames;
    }

    /** Waits for the next byte or the end; tells whether it is the end. A reset is an exception. */
    public boolean isAtEnd() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return true;
        }
        in.reset();
        return false;
    }

    /** Waits for the end of TCP; anything else but the end is a failure. */
    public End readEnd() throws IOException {
        try {
            if (isAtEnd()) {
                return End.EOF;
            }
        } catch (SocketException reset) {
            return End.RESET;
        }
        throw new AssertionError("expected the end of TCP, found " + readFrame());
    }

    /** Reads whatever comes until TCP ends. */
    public End skipToEnd() throws IOException {
        try {
            byte[] trash = new byte[1 << 16];
            while (in.read(trash) >= 0) {
                // Not looked at.
            }
            return End.EOF;
        } catch (SocketException reset) {
            return End.RESET;
        }
    }

    /** Reads so many bytes. */
    public byte[] readBytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }

    /** Reads a head, and its body if it has one. */
    public Response readResponse() throws IOException {
        return readResponse(true);
    }

    /** Reads the head that answers a HEAD request. */
    public Response readHeadOnly() throws IOException {
        return readResponse(false);
    }

    private Response readResponse(boolean withBody) throws IOException {
        String statusLine = readLine();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            // RFC 9110 5.3: several lines of a name are one list.
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim(),
                    (first, more) -> first + ", " + more);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        int length = withBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        return new Response(status, headers, readBytes(length));
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Has reads give up sooner or later than usual. */
    public RawClient timeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    public Socket socket() {
        return socket;
    }

    /** Ends with RST instead of FIN. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
