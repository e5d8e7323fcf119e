package io.twsj.interop;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A server in another language: a script beside these classes, which first says its port and then what it hears. */
final class ScriptServer extends OtherServer {

    private final String[] check;
    private final String interpreter;
    private final String script;
    private Program program;

    private ScriptServer(String name, boolean tls, String interpreter, String script, String... check) {
        super(name, tls);
        this.interpreter = interpreter;
        this.script = script;
        this.check = check;
    }

    /** Debian's python3-websockets. Another python3 may come first on the path; the package belongs to this one. */
    static ScriptServer python(boolean tls) {
        String python = "/usr/bin/python3";
        return new ScriptServer(
                "python3-websockets", tls, python, "server.py", python, "-c", "from websockets import serve");
    }

    /** The ws of npm, which is Debian's node-ws. */
    static ScriptServer node(boolean tls) {
        return new ScriptServer("node-ws", tls, "node", "server.js", "node", "-e", "require('ws')");
    }

    @Override
    int start() throws Exception {
        Program.need(toString(), check);
        List<String> command = new ArrayList<>(List.of(interpreter, path().toString()));
        if (tls) {
            command.addAll(List.of(CERTIFICATE.toString(), KEY.toString()));
        }
        program = Program.start(command.toArray(String[]::new));
        return Integer.parseInt(program.nextLine());
    }

    private Path path() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(ScriptServer.class.getResource(script)).toURI());
    }

    @Override
    String nextHeard() throws InterruptedException {
        return program.nextLine();
    }

    @Override
    void stop() throws InterruptedException {
        if (program != null) {
            program.close();
        }
    }
}
