"""A poison row must not stop the river: a batch that fails is halved until what fails is alone, and is set aside."""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

from accord.journey.models import Quarantined
from accord.kernel.errors import Broken, Unavailable
from accord.kernel.touch import Touch
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import InboxRow, Oddity

log = logging.getLogger(__name__)
Part = tuple[list[Touch], list[Oddity]]
T = TypeVar("T")
TOO_MANY = 20  # failures in one batch: then it is not the rows that are wrong
AWAY = (OperationalError, InterfaceError, Unavailable)  # the database, not the touch: try the batch later


class RiverBroken(Broken):
    """Nearly everything fails: the river stops, with everything still in the inbox."""

    code = "river_broken"


@dataclass(slots=True)
class _Failures:
    now: datetime
    count: int = 0

    def set_aside(self, row: InboxRow, error: Exception, message_id: str = "") -> None:
        self.count += 1
        if self.count > TOO_MANY:
            raise RiverBroken(f"more than {TOO_MANY} of a batch fail, the last with {error!r}") from error
        log.error("body %s message %r set aside", row.id, message_id, exc_info=error)
        _keep(row, error, message_id, self.now)


def each(rows: Sequence[InboxRow], take_in: Callable[[Part], None], *, now: datetime) -> int:
    """Take in all rows but those that fail; returns how many were set aside. Raises RiverBroken."""
    failures = _Failures(now)
    _halving(rows, lambda some: take_in(_split(some)), lambda row, error: _one_body(row, take_in, error, failures))
    return failures.count


def _one_body(row: InboxRow, take_in: Callable[[Part], None], error: Exception, failures: _Failures) -> None:
    """Of one body, the messages that work are taken in."""
    try:
        touches, oddities = _split([row])
    except AWAY:
        raise
    except Exception as fault:
        failures.set_aside(row, fault)
        return
    if not touches:
        failures.set_aside(row, error)
        return
    _halving(touches, lambda some: take_in((list(some), [])), lambda t, e: failures.set_aside(row, e, t.message_id))
    collect.warn(oddities=oddities)


def _halving(items: Sequence[T], work: Callable[[Sequence[T]], None], alone: Callable[[T, Exception], None]) -> None:
    if not items:
        return
    try:
        with transaction.atomic():
            work(items)
    except (*AWAY, RiverBroken):
        raise
    except Exception as error:
        if len(items) == 1:
            alone(items[0], error)
            return
        middle = len(items) // 2
        _halving(items[:middle], work, alone)
        _halving(items[middle:], work, alone)


def _split(rows: Sequence[InboxRow]) -> Part:
    result = collect.split(rows)
    return result.touches, result.oddities


def _keep(row: InboxRow, error: Exception, message_id: str, now: datetime) -> None:
    Quarantined.objects.create(
        inbox_id=row.id,
        source_id=row.source_id,
        received_at=row.received_at,
        path=row.path,
        body=row.body,
        client_ip=row.client_ip,
        user_agent=row.user_agent,
        message_id=message_id,
        error="".join(traceback.format_exception(error))[-20_000:].replace("\x00", ""),
        at=now,
    )
    message = f"could not be taken in and was set aside: {type(error).__name__}"
    collect.warn(oddities=[Oddity(row.source_id, now, "quarantined", message, message_id)])


@dataclass(frozen=True, slots=True)
class Aside:
    """What was set aside: the body, or of it the one message of that id, and the last line of the error."""

    number: int
    at: datetime
    source_id: int
    message_id: str
    error: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def aside(*, limit: int = 100) -> list[Aside]:
    """What was set aside and not yet taken in, oldest first."""
    found = Quarantined.objects.filter(released_at=None).order_by("id").defer("body")[:limit]
    return [Aside(q.pk, q.at, q.source_id, q.message_id, q.error.strip().rpartition("\n")[2]) for q in found]


def count_aside() -> int:
    """How much was set aside and not yet taken in."""
    return Quarantined.objects.filter(released_at=None).count()


def rows_aside(limit: int = 1000) -> list[tuple[int, InboxRow]]:
    """What was set aside and not yet taken in, with its number."""
    found = Quarantined.objects.filter(released_at=None).order_by("id")[:limit]
    return [(q.pk, _row(q)) for q in found]


def _row(q: Quarantined) -> InboxRow:
    return InboxRow(q.inbox_id, q.source_id, q.received_at, q.path, bytes(q.body), q.client_ip, q.user_agent)


def released(number: int, *, now: datetime) -> None:
    """It was taken in after all."""
    Quarantined.objects.filter(pk=number).update(released_at=now)
