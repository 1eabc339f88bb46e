"""The collector's process: one loop, one door, until it is told to stop."""

import asyncio
import gc
import signal

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from accord.collector.door import Door
from accord.collector.options import Options

GRACE = 10  # seconds for what is in flight


def run(options: Options) -> None:
    """Serve until SIGTERM or SIGINT; what was received is written before it ends."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)  # requests make little that goes in circles
    uvloop.run(_serve(options))


async def _serve(options: Options) -> None:
    door = Door(options)
    door.open()
    server = Server(
        door,
        address=options.host,
        port=options.port,
        interface=Interfaces.RSGI,
        backlog=1024,
        backpressure=4096,
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    try:
        await server.serve()
    finally:
        async with asyncio.timeout(GRACE):
            await door.close()
