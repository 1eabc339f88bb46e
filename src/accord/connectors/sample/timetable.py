"""The story cut into ticks: coarse long ago, twice a day in the last days, and the last at the present instant."""

from collections.abc import Iterator
from datetime import datetime, timedelta

PACE = ((60, 4), (21, 2), (0, 1))
"""So many days ago or more: every so many days."""
TWICE_A_DAY = 4


def begin_of(now: datetime, days: int) -> datetime:
    """Midnight of the first day."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)


def ticks(begin: datetime, now: datetime) -> Iterator[datetime]:
    """Every tick after `begin` up to `now`, which is the last one."""
    day = begin
    while day <= now:
        age = (now - day).days
        step = next(step for since, step in PACE if age >= since)
        if step == 1 or (day - begin).days % step == 0:
            hours = (11, 17) if age < TWICE_A_DAY else (17,)
            yield from (at for hour in hours if (at := day + timedelta(hours=hour)) < now)
        day += timedelta(days=1)
    yield now
