package io.twsj;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A server's end of a connection, which speaks in bytes. Blocking; reads give up after a while. */
public final class RawPeer implements Closeable {

    private final Socket socket;
    private final DataInputStream in;

    /** A request as it came. */
    public record Request(List<String> lines) {

        public String line() {
            return lines.get(0);
        }

        public String path() {
            return line().split(" ")[1];
        }

        /** The value of a header line, null if there is none. */
        public String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).trim())
                    .findFirst()
                    .orElse(null);
        }
    }

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(RawClient.TIMEOUT_MILLIS);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    // The opening handshake

    /** Reads a head. */
    public Request request() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return new Request(lines);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** The whole opening handshake. */
    public Request accept(String... headerLines) throws IOException {
        Request request = request();
        send(accepting(request, headerLines));
        return request;
    }

    /** The response that accepts a request. */
    public static byte[] accepting(Request request, String... headerLines) {
        List<String> lines = new ArrayList<>(List.of(
                "HTTP/1.1 101 Switching Protocols",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: " + acceptOf(request.header("Sec-WebSocket-Key"))));
        lines.addAll(Arrays.asList(headerLines));
        return RawClient.head(lines.toArray(String[]::new));
    }

    public static String acceptOf(String key) {
        try {
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Answers with lines and a body. */
    public void answer(String body, String... lines) throws IOException {
        send(RawClient.head(lines));
        send(body.getBytes(StandardCharsets.UTF_8));
    }

    // Bytes and frames

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends frames, not masked. */
    public void send(WireFrame... frames) throws IOException {
        for (WireFrame frame : frames) {
            send(frame.unmasked());
        }
    }

    public byte[] readBytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }

    /** Reads a frame, which must be masked. */
    public WireFrame readFrame() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new AssertionError("the client sent a frame that is not masked");
        }
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] key = readBytes(4);
        byte[] payload = readBytes(Math.toIntExact(length));
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i & 3];
        }
        return new WireFrame((first & 0x80) != 0, first >> 4 & 7, first & 0xf, payload);
    }

    /** Answers the client's Close frame, so that it ends in order. */
    public void awaitClose() throws IOException {
        WireFrame frame = readFrame();
        while (frame.opcode() != WireFrame.CLOSE) {
            frame = readFrame();
        }
        send(WireFrame.close(Math.max(1000, frame.closeCode())));
    }

    /** Waits until the client has ended TCP, in whichever way. */
    public void awaitEnd() throws IOException {
        try {
            if (in.read() >= 0) {
                throw new AssertionError("expected the end of TCP");
            }
        } catch (SocketException reset) {
            // Also an end.
        }
    }

    /** Reads whatever comes until TCP ends. */
    public void skipToEnd() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // Also an end.
        }
    }

    /** Passes on everything in both directions, as a proxy does once its tunnel stands; until the client ends. */
    public void relayTo(int port) throws IOException {
        try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Background.start(() -> {
                copy(onward.getInputStream(), socket.getOutputStream());
                socket.shutdownOutput();
            });
            copy(in, onward.getOutputStream());
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try {
            from.transferTo(to);
        } catch (IOException ended) {
            // As tunnels do.
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
