"""The part of RSGI that the door uses, as types, and reading a body within a limit."""

from collections.abc import AsyncIterator
from typing import Any
from typing import Protocol as Shape

from accord.collector.reading import too_large

_PATIENCE = 32


class RequestHeaders(Shape):
    def get(self, key: str, default: Any = None) -> Any: ...
    def items(self) -> list[tuple[str, str]]: ...


class Scope(Shape):
    proto: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: RequestHeaders


class Transport(Shape):
    async def send_bytes(self, data: bytes) -> None: ...


class Protocol(Shape):
    async def __call__(self) -> bytes: ...
    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...
    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Transport: ...


async def body_of(scope: Scope, protocol: Protocol, *, limit: int) -> bytes:
    """The whole body, never holding more than the limit. Raises Refusal.

    A body that is too large is read to its end and thrown away, within reason: a client that is cut off in the
    middle does not see the answer, and comes again.
    """
    length = scope.headers.get("content-length")
    if length is not None and length.isdigit() and int(length) <= limit:
        return await protocol()
    parts, size = [], 0
    async for part in protocol:
        size += len(part)
        if size <= limit:
            parts.append(bytes(part))
        elif size > _PATIENCE * limit:
            break
    if size > limit:
        raise too_large(limit, "a batch")
    return b"".join(parts)
