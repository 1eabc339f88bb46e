"""A line held to the database: it breaks when the server dies, and costs nothing while it lives."""

import logging
import select
import time
from collections.abc import Callable

import psycopg

from accord.kernel.errors import Unavailable
from accord.project.database import DatabaseAway

FIRST_DELAY, LAST_DELAY = 0.2, 5.0
log = logging.getLogger(__name__)


class Line:
    """`address` gives the database's address, and starts the embedded one when it does not run."""

    def __init__(self, address: Callable[[], str]) -> None:
        self._address = address
        self._connection: psycopg.Connection | None = None
        self._delay = FIRST_DELAY
        self._due_at = 0.0

    def draw(self, *, seconds: float) -> None:
        """The first time: try until the database answers. Raises DatabaseAway after so many seconds."""
        until, has_said = time.monotonic() + seconds, False
        while True:
            try:
                return self.mend()
            except psycopg.OperationalError as error:
                said = " ".join(str(error).split())
                if time.monotonic() > until:
                    message = f"the database does not answer: {said}; accord doctor says what to look at"
                    raise DatabaseAway(message, retry_after=5) from error
                if not has_said:
                    log.warning("waiting %.0f s for the database: %s", seconds, said)
                has_said = True
                time.sleep(FIRST_DELAY)

    def mend(self) -> None:
        """Raises DatabaseAway, psycopg.Error."""
        self.hang_up()
        self._connection = psycopg.connect(self._address(), autocommit=True, connect_timeout=5)
        self._delay = FIRST_DELAY

    def mend_if_due(self) -> None:
        """Try again, ever more slowly, until the database is back."""
        if time.monotonic() < self._due_at:
            return
        try:
            self.mend()
            log.warning("the database answers again")
        except (psycopg.Error, Unavailable) as error:
            log.warning("the database does not answer: %s", error)
            self._due_at = time.monotonic() + self._delay
            self._delay = min(LAST_DELAY, self._delay * 2)

    def is_broken(self) -> bool:
        """Nothing is ever said on this line, so that anything to read is its end."""
        if self._connection is None or self._connection.closed:
            return True
        readable, _, _ = select.select([self._connection.fileno()], [], [], 0)
        if not readable:
            return False
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            return True
        return False

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
