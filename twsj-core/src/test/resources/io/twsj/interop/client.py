"""Talks to an echo server with python3-websockets. Prints "done" if all went well.

client.py URI [CERTIFICATE TLS-VERSION]
"""
import asyncio
import os
import ssl
import sys

import websockets


def tls():
    if len(sys.argv) == 2:
        return None
    context = ssl.create_default_context(cafile=sys.argv[2])
    context.minimum_version = context.maximum_version = ssl.TLSVersion[sys.argv[3]]
    return context


async def echoes(uri):
    async with websockets.connect(uri, ssl=tls(), max_size=None, subprotocols=["first", "second"]) as ws:
        assert ws.subprotocol == "second", ws.subprotocol
        for text in ("", "grüße, 世界 😀", "x" * 126, "y" * 70000):
            await ws.send(text)
            assert await ws.recv() == text
        for size in (0, 125, 126, 65535, 65536, 1 << 20):
            data = os.urandom(size)
            await ws.send(data)
            assert await ws.recv() == data
        await ws.send(["one ", "message ", "in ", "five ", "fragments"])
        assert await ws.recv() == "one message in five fragments"
        await asyncio.wait_for(await ws.ping(b"payload"), 10)
    assert ws.close_code == 1000, ws.close_code


async def closed_by_server(uri):
    async with websockets.connect(uri, ssl=tls()) as ws:
        await ws.send("close")
        try:
            await ws.recv()
            raise AssertionError("a message instead of a close")
        except websockets.ConnectionClosed:
            assert ws.close_code == 4001, ws.close_code


async def main(uri):
    await echoes(uri)
    await closed_by_server(uri)
    print("done")


asyncio.run(main(sys.argv[1]))
