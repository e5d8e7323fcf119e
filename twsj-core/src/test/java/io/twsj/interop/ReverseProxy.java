package io.twsj.interop;

import static org.awaitility.Awaitility.await;

import io.twsj.TlsTesting;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * A reverse proxy between clients and a server on this machine, for ws and for wss, where TLS ends. What is idle for
 * three seconds is cut off.
 */
final class ReverseProxy implements AutoCloseable {

    private static final Path CERTIFICATE = TlsTesting.file("ec.crt");
    private static final Path KEY = TlsTesting.file("ec.key");

    private final Program program;
    private final int plainPort;
    private final int tlsPort;

    /** The programs there are. */
    enum Kind {
        NGINX("/usr/sbin/nginx", "nginx.conf") {
            @Override
            String[] command(Path folder, Path configuration) {
                return new String[] {program, "-e", "stderr", "-p", folder.toString(), "-c", configuration.toString()};
            }
        },
        HAPROXY("/usr/sbin/haproxy", "haproxy.cfg") {
            @Override
            String[] command(Path folder, Path configuration) {
                return new String[] {program, "-db", "-f", configuration.toString()};
            }
        };

        final String program;
        final String template;

        Kind(String program, String template) {
            this.program = program;
            this.template = template;
        }

        abstract String[] command(Path folder, Path configuration);
    }

    private ReverseProxy(Program program, int plainPort, int tlsPort) {
        this.program = program;
        this.plainPort = plainPort;
        this.tlsPort = tlsPort;
    }

    /** Starts it in an empty folder; skips the test where it is missing. */
    static ReverseProxy start(Kind kind, Path folder, int serverPort, boolean tlsServer) throws Exception {
        return start(kind, folder, serverPort, tlsServer, "");
    }

    /** The same with more options for the line of the server, which HAProxy has. */
    static ReverseProxy start(Kind kind, Path folder, int serverPort, boolean tlsServer, String serverOptions)
            throws Exception {
        Program.need(kind.program, kind.program, "-v");
        try (ServerSocket plain = freePort();
                ServerSocket tls = freePort()) {
            Path both = Files.writeString(
                    folder.resolve("both.pem"), Files.readString(CERTIFICATE) + Files.readString(KEY));
            String configuration = fill(
                    kind.template,
                    Map.of(
                            "SERVER_OPTIONS",
                            serverOptions,
                            "PLAIN_PORT",
                            plain.getLocalPort(),
                            "TLS_PORT",
                            tls.getLocalPort(),
                            "CERTIFICATE",
                            CERTIFICATE,
                            "KEY",
                            KEY,
                            "CERTIFICATE_AND_KEY",
                            both,
                            "SCHEME",
                            tlsServer ? "https" : "http",
                            "SERVER_PORT",
                            serverPort,
                            "SERVER_TLS",
                            tlsServer ? "ssl verify required verifyhost localhost ca-file " + CERTIFICATE : ""));
            Path file = Files.writeString(folder.resolve(kind.template), configuration);
            plain.close();
            tls.close();
            ReverseProxy proxy = new ReverseProxy(
                    Program.start(kind.command(folder, file)), plain.getLocalPort(), tls.getLocalPort());
            proxy.awaitListening();
            return proxy;
        }
    }

    private static ServerSocket freePort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static String fill(String template, Map<String, Object> values) throws IOException {
        try (InputStream source = Objects.requireNonNull(ReverseProxy.class.getResourceAsStream(template))) {
            String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, Object> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue().toString());
            }
            return text;
        }
    }

    private void awaitListening() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            if (!program.isRunning()) {
                throw new AssertionError("the proxy does not run:\n" + program.output());
            }
            return listens(plainPort) && listens(tlsPort);
        });
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    URI uri(boolean tls, String path) {
        return URI.create(tls ? "wss://localhost:" + tlsPort + path : "ws://localhost:" + plainPort + path);
    }

    /** The origin of the pages it serves. */
    String origin(boolean tls) {
        return tls ? "https://localhost:" + tlsPort : "http://localhost:" + plainPort;
    }

    @Override
    public void close() {
        try {
            program.close();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
