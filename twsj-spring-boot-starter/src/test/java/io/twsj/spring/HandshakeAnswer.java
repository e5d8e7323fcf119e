package io.twsj.spring;

import io.twsj.http.Headers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a server answers to an opening handshake written by hand. */
public record HandshakeAnswer(int status, Headers headers) {

    /** Asks for an upgrade, with these header lines besides. */
    public static HandshakeAnswer to(int port, String target, String... headerLines) {
        String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + String.join(
                        "",
                        List.of(headerLines).stream().map(line -> line + "\r\n").toList())
                + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return read(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static HandshakeAnswer read(BufferedReader reader) throws IOException {
        int status = Integer.parseInt(reader.readLine().split(" ")[1]);
        Headers.Builder headers = Headers.builder();
        for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        return new HandshakeAnswer(status, headers.build());
    }

    /** The first value of a header, or null. */
    public String header(String name) {
        return headers.first(name);
    }

    /** The challenges of a 401. */
    public List<String> challenges() {
        if (status != 401) {
            throw new AssertionError("answered " + status + ", not 401");
        }
        return headers.all("WWW-Authenticate");
    }
}
