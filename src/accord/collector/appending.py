"""Group commit: all bodies that wait go into one COPY and one commit; the next ones gather meanwhile."""

import asyncio
import logging
from collections.abc import Sequence
from struct import Struct

import psycopg
from psycopg import sql

from accord.collector.answers import Refusal
from accord.collector.options import WAITING_BYTES
from accord.steps.collect.contracts import INBOX_COLUMNS, INBOX_TABLE

CONNECTIONS = 2
AT_ONCE_BYTES = 8 * 1024 * 1024
SECONDS = 15  # a commit that takes longer has failed: the client shall come again
_POSTGRES_EPOCH = 946_684_800_000_000
_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TAIL = b"\xff\xff"
_ROW = Struct(">hiqiq")
_SIZE = Struct(">i")
_LAST = Struct(">ii")
_COPY = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
    sql.Identifier(INBOX_TABLE), sql.SQL(", ").join(map(sql.Identifier, INBOX_COLUMNS))
)
log = logging.getLogger(__name__)


def row(
    *, source_id: int, received_micros: int, path: str, body: bytes, client_ip: str, user_agent: str, events: int
) -> bytes:
    """One inbox row in PostgreSQL's binary COPY format, in the order of INBOX_COLUMNS."""
    parts = [_ROW.pack(7, 8, source_id, 8, received_micros - _POSTGRES_EPOCH)]
    for part in (path.encode(), body, _text(client_ip), _text(user_agent)):
        parts.append(_SIZE.pack(len(part)))
        parts.append(part)
    parts.append(_LAST.pack(4, events))
    return b"".join(parts)


def _text(text: str) -> bytes:
    return text[:500].replace("\x00", "").encode("utf-8", "replace")


class Appender:
    """`append` returns once the row is committed; rows wait in memory only up to a bound."""

    def __init__(self, database_url: str, *, durable: bool) -> None:
        self._database_url = database_url
        self._durable = durable
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._bytes = 0
        self._is_away = False
        self._arrived = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._write_for_ever()) for _ in range(CONNECTIONS)]

    async def close(self) -> None:
        """Stop when everything that waits is written."""
        while self._bytes:
            await asyncio.sleep(0.01)
        for task in self._tasks:
            task.cancel()

    async def append(self, encoded: bytes) -> None:
        """Return when the row is committed. Raises Refusal 503 when it is not, or when too much waits."""
        if self._bytes + len(encoded) > WAITING_BYTES:
            raise Refusal(503, "busy", "too much is waiting to be stored; try again", retry_after=1)
        committed = asyncio.get_running_loop().create_future()
        self._waiting.append((encoded, committed))
        self._bytes += len(encoded)
        self._arrived.set()
        await committed

    async def _write_for_ever(self) -> None:
        connection: psycopg.AsyncConnection | None = None
        while True:
            await self._arrived.wait()
            rows = self._next()
            if not rows:
                continue
            try:
                async with asyncio.timeout(SECONDS):
                    connection = connection or await self._connect()
                    await _copy(connection, rows)
            except (psycopg.Error, OSError, TimeoutError) as error:
                if not self._is_away:
                    log.warning("bodies are not stored, their clients are asked to come again: %s", error)
                self._is_away = True
                if connection is not None:
                    await connection.close()
                    connection = None
                self._answer(rows, Refusal(503, "database_away", "the database does not answer", retry_after=2))
            else:
                self._is_away = False
                self._answer(rows, None)

    def _next(self) -> list[tuple[bytes, asyncio.Future[None]]]:
        size = count = 0
        while count < len(self._waiting) and size < AT_ONCE_BYTES:
            size += len(self._waiting[count][0])
            count += 1
        rows, self._waiting = self._waiting[:count], self._waiting[count:]
        if not self._waiting:
            self._arrived.clear()
        return rows

    async def _connect(self) -> psycopg.AsyncConnection:
        connection = await psycopg.AsyncConnection.connect(self._database_url, autocommit=True)
        if self._durable:  # whatever the server's default is, an answer means: on disk
            await connection.execute("SET synchronous_commit TO on")
        return connection

    def _answer(self, rows: Sequence[tuple[bytes, asyncio.Future[None]]], refusal: Refusal | None) -> None:
        for encoded, committed in rows:
            self._bytes -= len(encoded)
            if committed.done():  # its client has gone
                continue
            if refusal is None:
                committed.set_result(None)
            else:
                committed.set_exception(refusal)


async def _copy(connection: psycopg.AsyncConnection, rows: Sequence[tuple[bytes, asyncio.Future[None]]]) -> None:
    """One COPY in autocommit: it is committed when the server says that it is complete."""
    async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        await copy.write(b"".join([_HEAD, *(encoded for encoded, _ in rows), _TAIL]))
