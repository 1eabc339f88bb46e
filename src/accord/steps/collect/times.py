"""The one rule of time: occurred_at = received_at − (sent_at − claimed_at)."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from accord.kernel.instants import parse_instant

FUTURE_AFTER = timedelta(minutes=1)  # a computer's clock may be a little ahead


class Times(NamedTuple):
    occurred_at: datetime
    claimed_at: datetime | None
    sent_at: datetime | None
    flags: tuple[str, ...]


def corrected(*, claimed: Any, sent: Any, received_at: datetime) -> Times:
    """When it happened, by the server's clock; what is missing or unreadable falls back to the server's time."""
    claimed_at, sent_at = parse_instant(claimed), parse_instant(sent)
    flags = []
    if claimed_at is None:
        flags.append("no-time" if claimed in (None, "") else "bad-time")
    elif sent_at is None and sent not in (None, ""):
        flags.append("bad-time")
    occurred_at = _shifted(claimed_at, sent_at, received_at)
    if occurred_at is None:
        flags.append("bad-time")
        occurred_at = received_at
    elif occurred_at > received_at + FUTURE_AFTER:
        flags.append("future")
    return Times(occurred_at, claimed_at, sent_at, tuple(flags))


def _shifted(claimed_at: datetime | None, sent_at: datetime | None, received_at: datetime) -> datetime | None:
    if claimed_at is None:
        return received_at
    if sent_at is None:
        return claimed_at
    try:
        return received_at - (sent_at - claimed_at)
    except OverflowError:
        return None
