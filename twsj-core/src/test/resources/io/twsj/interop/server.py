"""A server of python3-websockets as OtherServer wants it: server.py [CERTIFICATE KEY]."""
import asyncio
import http
import ssl
import sys

from websockets import ConnectionClosedError, serve


def heard(event):
    print(event, flush=True)


async def ping(connection):
    await (await connection.ping("are you there"))
    heard("pong are you there")


async def talk(connection):
    try:
        await answer(connection)
    except ConnectionClosedError:
        pass  # That is how codes but 1000 and 1001 are told.
    finally:
        heard(f"closed {connection.close_code} {connection.close_reason}")


async def answer(connection):
    async for message in connection:
        if message == "close":
            await connection.close(4001, "asked for")
        elif message == "fragments":
            await connection.send([b"one ", b"two ", b"three"])
        elif message == "header":
            await connection.send(connection.request_headers["X-Test"])
        elif message == "ping":
            # Its pong comes while this connection is read.
            asyncio.get_running_loop().create_task(ping(connection))
        else:
            await connection.send(message)


async def refuse(path, headers):
    if path == "/refused":
        return http.HTTPStatus.FORBIDDEN, [], b"no entry"


def tls():
    if len(sys.argv) == 1:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    return context


async def main():
    async with serve(
        talk, "127.0.0.1", 0, ssl=tls(), subprotocols=["superchat"], process_request=refuse, max_size=4 << 20
    ) as server:
        heard(server.sockets[0].getsockname()[1])
        await asyncio.get_running_loop().create_future()


asyncio.run(main())
