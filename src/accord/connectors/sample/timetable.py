"""The story cut into ticks: two a day, and the last at the present instant."""

from collections.abc import Iterator
from datetime import datetime, timedelta

HOURS = (11, 17)


def begin_of(now: datetime, days: int) -> datetime:
    """Midnight of the first day."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)


def ticks(begin: datetime, now: datetime) -> Iterator[datetime]:
    """Every tick after `begin` up to `now`, which is the last one."""
    day = begin
    while day <= now:
        yield from (at for hour in HOURS if (at := day + timedelta(hours=hour)) < now)
        day += timedelta(days=1)
    yield now
