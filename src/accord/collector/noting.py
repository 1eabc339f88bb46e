"""Bodies refused although their key was good, told on the source's page of warnings: few rows, and never waited for."""

import asyncio
import logging
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from accord.collector.answers import Answer
from accord.steps.collect.contracts import WARNING_COLUMNS, WARNING_TABLE

EVERY = 60.0  # seconds between two warnings of one source and code
WAITING = 200  # warnings in memory; what is more is only counted
SECONDS = 5
EXCERPT = 200
_INSERT = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
    sql.Identifier(WARNING_TABLE),
    sql.SQL(", ").join(map(sql.Identifier, WARNING_COLUMNS)),
    sql.SQL(", ").join(sql.Placeholder() * len(WARNING_COLUMNS)),
)
Row = tuple[int, datetime, str, str, str, str]
log = logging.getLogger(__name__)


class Noting:
    """One warning a minute for each source and code; the next one says how many there were meanwhile."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._rows: asyncio.Queue[Row] = asyncio.Queue(WAITING)
        self._last: dict[tuple[int, str], tuple[float, int]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._write_for_ever())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def note(self, source_id: int, refused: Answer, body: bytes, *, now: float, at: datetime) -> None:
        """Take note of a refusal at the steady clock's `now` and the wall's `at`; returns at once."""
        kind = (source_id, refused.code)
        then, more = self._last.get(kind, (float("-inf"), 0))
        if now - then < EVERY or self._rows.full():
            self._last[kind] = (then, more + 1)
            return
        self._last[kind] = (now, 0)
        message = f"refused: {refused.message}" + (f"; and {more:,} more like it before" if more else "")
        excerpt = body[:EXCERPT].decode("utf-8", "replace").replace("\x00", "")
        self._rows.put_nowait((source_id, at.astimezone(UTC), refused.code, message, "", excerpt))

    async def _write_for_ever(self) -> None:
        while True:
            row = await self._rows.get()
            try:
                async with asyncio.timeout(SECONDS):
                    await self._write(row)
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("a refused body is not on the page of warnings: %s", error)

    async def _write(self, row: Row) -> None:
        """They are rare: a connection for each."""
        async with await psycopg.AsyncConnection.connect(self._database_url, autocommit=True) as connection:
            await connection.execute(_INSERT, row)
