"""The least an HTTP door can do on the same server: take in the body, keep nothing, answer 200."""

import sys
from typing import Any

from granian.constants import Interfaces
from granian.server import Server

HEADERS = [("content-type", "application/json")]


class Empty:
    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        await protocol()
        protocol.response_bytes(200, HEADERS, b'{"success":true}')


def load() -> Empty:
    return Empty()


if __name__ == "__main__":
    server = Server("empty", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.RSGI, websockets=False)
    server.serve(target_loader=load, wrap_loader=False)
