"""A client of python3-websockets as EchoingClient wants it: echoing.py URI."""
import asyncio
import sys

from websockets import connect


async def main(uri):
    async with connect(uri, max_size=None) as connection:
        async for message in connection:
            if message == "fragments":
                await connection.send([b"one ", b"two ", b"three"])
            else:
                await connection.send(message)


asyncio.run(main(sys.argv[1]))
