"""The RSGI application on the public address: tracking itself, everything else to the web process."""

import asyncio
import logging
from typing import Any

from accord.collector.answers import Answer, error
from accord.collector.appending import Appender
from accord.collector.forwarding import Forwarding
from accord.collector.keys import Keys
from accord.collector.noting import Noting
from accord.collector.options import Options
from accord.collector.rsgi import Protocol, Scope
from accord.collector.tracking import Tracking, is_ours

log = logging.getLogger(__name__)
_BROKEN = error(500, "broken", "a bug of ours; it is in the log")


class Door:
    def __init__(self, options: Options) -> None:
        self._appender = Appender(options.database_url, durable=options.durable)
        self._keys = Keys(options.database_url)
        self._noting = Noting(options.database_url)
        self._tracking = Tracking(options, self._keys, self._appender.append, self._noting.note)
        self._forwarding = Forwarding(options)
        self._refreshing: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to write, to read keys and to forward; call it inside the running loop."""
        self._appender.start()
        self._noting.start()
        self._forwarding.start()
        self._refreshing = asyncio.create_task(self._keys.keep_fresh())

    async def close(self) -> None:
        """Write what waits, then let go."""
        await self._appender.close()
        await self._noting.close()
        if self._refreshing is not None:
            self._refreshing.cancel()
        await self._keys.close()
        await self._forwarding.close()

    async def __rsgi__(self, scope: Scope, protocol: Protocol) -> None:
        if not is_ours(scope.path):
            return await self._forwarding.forward(scope, protocol)
        try:
            answer = await self._tracking.answer(scope, protocol)
        except Exception:
            log.exception("the tracking door failed")
            answer = _BROKEN
        return _send(answer, protocol)


def _send(answer: Answer, protocol: Any) -> None:
    if answer.body:
        protocol.response_bytes(answer.status, answer.headers, answer.body)
    else:
        protocol.response_empty(answer.status, answer.headers)
