// A server of npm's ws as OtherServer wants it: server.js [CERTIFICATE KEY]
const fs = require("fs");
const { WebSocketServer } = require("ws");

const [cert, key] = process.argv.slice(2).map((file) => fs.readFileSync(file));
const http = cert ? require("https").createServer({ cert, key }) : require("http").createServer();
const heard = (event) => console.log(event);

function talk(socket, request) {
  socket.on("message", (data, isBinary) => {
    switch (isBinary ? "" : data.toString()) {
      case "close":
        return socket.close(4001, "asked for");
      case "fragments":
        socket.send(Buffer.from("one "), { fin: false });
        socket.send(Buffer.from("two "), { fin: false });
        return socket.send(Buffer.from("three"));
      case "header":
        return socket.send(request.headers["x-test"]);
      case "ping":
        return socket.ping("are you there");
      default:
        socket.send(data, { binary: isBinary });
    }
  });
  socket.on("pong", (data) => heard(`pong ${data}`));
  socket.on("close", (code, reason) => heard(`closed ${code} ${reason}`));
  socket.on("error", (error) => heard(`failed ${error}`));
}

new WebSocketServer({
  server: http,
  maxPayload: 4 << 20,
  perMessageDeflate: { threshold: 0 },
  handleProtocols: (protocols) => (protocols.has("superchat") ? "superchat" : false),
  verifyClient: ({ req }, done) => (req.url === "/refused" ? done(false, 403, "no entry") : done(true)),
}).on("connection", talk);
http.listen(0, "127.0.0.1", () => heard(http.address().port));
