// A client of npm's ws as EchoingClient wants it: echoing.js URI
const { WebSocket } = require("ws");

const socket = new WebSocket(process.argv[2], { perMessageDeflate: { threshold: 0 } });
socket.on("message", (data, isBinary) => {
  if (!isBinary && data.toString() === "fragments") {
    socket.send(Buffer.from("one "), { fin: false });
    socket.send(Buffer.from("two "), { fin: false });
    socket.send(Buffer.from("three"));
  } else {
    socket.send(data, { binary: isBinary });
  }
});
