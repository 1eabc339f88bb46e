"""The tracking paths: limits and key first, then JSON, then the disk, then 200."""

import asyncio
import base64
import binascii
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from urllib.parse import parse_qs, unquote

from accord.collector import appending, reading, sdk_settings
from accord.collector.answers import SUCCESS, Answer, Refusal, error, json, preflight
from accord.collector.keys import Keys
from accord.collector.options import BATCH_BYTES, READING_BYTES, READING_SECONDS, Options
from accord.collector.rates import Rates
from accord.collector.rsgi import Protocol as Connection
from accord.collector.rsgi import Scope, body_of
from accord.kernel.instants import from_micros

_LONG = ("track", "identify", "page", "screen", "group", "alias", "batch")
POSTS = {f"/v1/{name}": f"/v1/{name}" for name in _LONG} | {f"/v1/{name[0]}": f"/v1/{name}" for name in _LONG}
POSTS["/v1/import"] = "/v1/batch"  # where Segment's clients send what they kept for long
Append = Callable[[bytes], Awaitable[None]]


class Note(Protocol):
    """Take note of a refusal for the page of warnings; see Noting."""

    def __call__(self, source_id: int, refused: Answer, body: bytes, *, now: float, at: datetime) -> None: ...


def is_ours(path: str) -> bool:
    """Whether a path belongs to the tracking door rather than to the screens."""
    return path.startswith("/v1/") or path in ("/v1", "/sourceConfig", "/sourceConfig/")


class Tracking:
    def __init__(self, options: Options, keys: Keys, append: Append, note: Note) -> None:
        self._options = options
        self._keys = keys
        self._append = append
        self._note = note
        self._rates = Rates(options.rate_limit)
        self._reading = 0

    async def answer(self, scope: Scope, protocol: Connection) -> Answer:
        path = scope.path.rstrip("/")
        if scope.method == "OPTIONS":
            return preflight(scope.headers.get("access-control-request-headers"))
        try:
            if path in POSTS:
                return await self._take(scope, protocol, POSTS[path])
            return await self._tell(scope, path)
        except Refusal as refusal:
            return refusal.answer

    async def _take(self, scope: Scope, protocol: Connection, path: str) -> Answer:
        if scope.method != "POST":
            return error(405, "method_not_allowed", "send events with POST")
        now, received_micros = time.monotonic(), time.time_ns() // 1000
        key = basic_key(scope.headers.get("authorization"))
        body = b""
        try:
            body = await self._body(scope, protocol)
            source_id = await self._open(key, now) if key else 0
            body = reading.unpacked(body, scope.headers.get("content-encoding", "").strip().lower())
            found = reading.read(body)
        except Refusal as refusal:
            self._warn(refusal.answer, key, body, now, received_micros)
            raise
        if not source_id:
            if not found.key:
                return error(401, "no_key", "give the write key as Basic user name or as writeKey in the body")
            source_id = await self._open(found.key, now)
        self._rates.spend(source_id, found.events, now)
        await self._append(
            appending.row(
                source_id=source_id,
                received_micros=received_micros,
                path=path,
                body=body,
                client_ip=address_of(scope.client),
                user_agent=scope.headers.get("user-agent", ""),
                events=found.events,
            )
        )
        return SUCCESS

    def _warn(self, refused: Answer, key: str, body: bytes, now: float, received_micros: int) -> None:
        """The body is at fault and the source known: whoever keeps the source should see it."""
        if refused.status != 400:
            return
        source_id = self._keys.known(key or reading.key_of(body))
        if source_id is not None:
            self._note(source_id, refused, body, now=now, at=from_micros(received_micros))

    async def _body(self, scope: Scope, protocol: Connection) -> bytes:
        """The body, while all that are being read at once stay within a bound, and none takes for ever."""
        length = scope.headers.get("content-length") or ""
        size = min(int(length), BATCH_BYTES) if length.isdigit() else BATCH_BYTES
        if self._reading + size > READING_BYTES:
            raise Refusal(503, "busy", "too much is being received; try again", retry_after=1)
        self._reading += size
        try:
            async with asyncio.timeout(READING_SECONDS):
                return await body_of(scope, protocol, limit=BATCH_BYTES)
        except TimeoutError:
            raise Refusal(408, "too_slow", f"the body did not arrive within {READING_SECONDS} seconds") from None
        finally:
            self._reading -= size

    async def _open(self, key: str, now: float) -> int:
        source_id = await self._keys.source_of(key)
        wait = self._rates.wait(source_id, now)
        if wait:
            raise Refusal(429, "too_fast", f"more than {self._options.rate_limit:,} events a second", retry_after=wait)
        return source_id

    async def _tell(self, scope: Scope, path: str) -> Answer:
        if scope.method not in ("GET", "HEAD"):
            return error(404, "not_found", "there is no such tracking path")
        if path == "/sourceConfig":
            asked = parse_qs(scope.query_string).get("writeKey", [""])[0]
            key = basic_key(scope.headers.get("authorization")) or asked
            return json(sdk_settings.rudderstack(key=key, source_id=await self._keys.source_of(key)))
        if path.startswith("/v1/projects/") and path.endswith("/settings"):
            key = unquote(path.removeprefix("/v1/projects/").removesuffix("/settings"))
            await self._keys.source_of(key)
            scheme, host = self._public(scope)
            return json(sdk_settings.segment(key=key, scheme=scheme, host=host))
        return error(404, "not_found", "there is no such tracking path")

    def _public(self, scope: Scope) -> tuple[str, str]:
        """Scheme and host by which clients reach us."""
        if self._options.public_url:
            scheme, _, host = self._options.public_url.rstrip("/").partition("://")
            return scheme, host
        return scope.scheme, scope.headers.get("host") or scope.authority or f"127.0.0.1:{self._options.port}"


@lru_cache(maxsize=1024)
def basic_key(header: str | None) -> str:
    """The user name of a Basic authorization; "" where there is none."""
    scheme, _, packed = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(packed.strip()).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def address_of(client: str) -> str:
    """The address in "address:port"."""
    return client.rpartition(":")[0].strip("[]")
