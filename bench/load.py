"""A load of its own process: keep-alive connections over plain sockets, one request at a time on each.

python load.py PORT KEY EVENTS_A_BODY CONNECTIONS SECONDS     prints JSON
"""

import asyncio
import base64
import json
import sys
import time
import uuid
from typing import cast

import uvloop

DIFFERENT = 400  # bodies made beforehand and sent in turn


def bodies(events: int) -> list[bytes]:
    return [json.dumps({"batch": [event(f"{b}-{i}") for i in range(events)]}).encode() for b in range(DIFFERENT)]


def event(number: str) -> dict[str, object]:
    """About what a browser client sends, less its longer half of context."""
    return {
        "type": "track",
        "event": "Demo Requested",
        "messageId": f"{uuid.uuid4()}-{number}",
        "anonymousId": str(uuid.uuid4()),
        "userId": f"user-{number}",
        "timestamp": "2026-05-01T12:00:00.123Z",
        "properties": {"plan": "pro", "value": 12.5, "path": "/pricing"},
        "context": {"page": {"path": "/pricing", "url": "https://acme.example/pricing"}, "locale": "en-US"},
    }


class Client(asyncio.Protocol):
    """One connection: the next request goes out when the answer to the last is here, whole."""

    def __init__(self, requests: list[bytes], number: int, until: float, taken: list[float]) -> None:
        self._requests, self._number, self._until, self._taken = requests, number, until, taken
        self._seen = b""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def _send(self) -> None:
        self._began = time.perf_counter()
        self._number += 1
        self._transport.write(self._requests[self._number % len(self._requests)])

    def data_received(self, data: bytes) -> None:
        self._seen += data
        if not self._seen.endswith(b'{"success":true}'):
            return
        now = time.perf_counter()
        if not self._seen.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"not acknowledged: {self._seen!r}")
        self._seen = b""
        self._taken.append(now - self._began)
        if now < self._until:
            self._send()
        else:
            self.ended.set_result(None)
            self._transport.close()


async def connection(port: int, requests: list[bytes], first: int, until: float, taken: list[float]) -> None:
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: Client(requests, first, until, taken), "127.0.0.1", port)
    async with asyncio.timeout(60):  # an answer other than success ends in it
        await client.ended


async def load(port: int, key: str, events: int, connections: int, seconds: float) -> dict[str, float]:
    basic = base64.b64encode(f"{key}:".encode()).decode()
    head = "POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {}\r\nContent-Length: {}\r\n\r\n"
    requests = [head.format(basic, len(b)).encode() + b for b in bodies(events)]
    taken: list[float] = []
    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(*(connection(port, requests, i * 7, until, taken) for i in range(connections)))
    spent = time.perf_counter() - began
    taken.sort()
    return {
        "requests": len(taken),
        "seconds": spent,
        "events_per_second": len(taken) * events / spent,
        "p50_ms": taken[len(taken) // 2] * 1000,
        "p99_ms": taken[int(len(taken) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    port, key, events, connections, seconds = sys.argv[1:]
    print(json.dumps(uvloop.run(load(int(port), key, int(events), int(connections), float(seconds)))))
