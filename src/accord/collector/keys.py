"""Write keys that are open, read from the database about once a second."""

import asyncio
import logging
import time
from typing import LiteralString

import psycopg

from accord.collector.answers import Refusal
from accord.steps.collect.contracts import LIVE_KEYS_QUERY_TEXT

EVERY = 1.0
_QUERY: LiteralString = LIVE_KEYS_QUERY_TEXT
log = logging.getLogger(__name__)


class Keys:
    """An unknown key is looked up at once, so that a source works from the moment it is added."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._connection: psycopg.AsyncConnection | None = None
        self._known: dict[str, int] = {}
        self._read_at = float("-inf")
        self._is_away = True
        self._lock = asyncio.Lock()

    def known(self, key: str) -> int | None:
        """The source of the key as last read; never asks."""
        return self._known.get(key)

    async def source_of(self, key: str) -> int:
        """The source that the key opens. Raises Refusal: 401 for an unknown one, 503 while nobody can know."""
        found = self._known.get(key)
        if found is not None:
            return found
        await self._read_since(time.monotonic())
        if self._is_away:
            raise Refusal(503, "database_away", "the database does not answer; try again", retry_after=2)
        if key not in self._known:
            raise Refusal(401, "unknown_key", "the write key is unknown or revoked")
        return self._known[key]

    async def keep_fresh(self) -> None:
        """Read again every second, for ever."""
        while True:
            await self._read_since(time.monotonic())
            await asyncio.sleep(EVERY)

    async def _read_since(self, asked_at: float) -> None:
        """One reading serves all who asked before it began."""
        async with self._lock:
            if self._read_at > asked_at:
                return
            began = time.monotonic()
            try:
                async with asyncio.timeout(5):
                    self._known = await self._read()
                self._is_away = False
            except (psycopg.Error, OSError, TimeoutError) as error:
                if not self._is_away:
                    log.warning("cannot read the write keys: %s", error)
                self._is_away = True
                await self._hang_up()
            self._read_at = began

    async def _read(self) -> dict[str, int]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._database_url, autocommit=True)
        cursor = await self._connection.execute(_QUERY)
        return dict(await cursor.fetchall())

    async def _hang_up(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def close(self) -> None:
        await self._hang_up()
