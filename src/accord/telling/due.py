"""When a member wants a mail: at once, with the others once a day, and not in their quiet hours. By their own clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.telling.contracts import Habits

_MINUTE = timedelta(minutes=1)


def is_quiet(at: datetime, habits: Habits, zone: ZoneInfo) -> bool:
    """Whether the reader's clock is in their quiet hours; those from 20:00 to 8:00 go over midnight."""
    if habits.quiet_from is None or habits.quiet_until is None:
        return False
    here = at.astimezone(zone)
    minute = here.hour * 60 + here.minute
    if habits.quiet_from <= habits.quiet_until:
        return habits.quiet_from <= minute < habits.quiet_until
    return minute >= habits.quiet_from or minute < habits.quiet_until


def at_once(now: datetime, habits: Habits, zone: ZoneInfo) -> datetime:
    """Now, or the end of the quiet hours: the first minute from `now` on that is not quiet."""
    if not is_quiet(now, habits, zone):
        return now
    assert habits.quiet_until is not None
    ends = (at for at in _instants(now, habits.quiet_until, zone) if at >= now and not is_quiet(at, habits, zone))
    end = min(ends, default=now)
    while end - _MINUTE > now and not is_quiet(end - _MINUTE, habits, zone):
        end -= _MINUTE  # the clock jumped over the end: the hours are over as soon as it has
    return end


def in_digest(now: datetime, habits: Habits, zone: ZoneInfo) -> datetime:
    """The next time their clock shows the hour of their digest; where that is in their quiet hours, the end of them."""
    at = min(at for at in _instants(now, habits.digest_hour * 60, zone) if at > now)
    return at_once(at, habits, zone)


def _instants(now: datetime, minute: int, zone: ZoneInfo) -> Iterator[datetime]:
    """When the clock shows this minute of the day, around `now`; twice on a day when it is turned back."""
    today = now.astimezone(zone).date()
    for day in (today + timedelta(days=n) for n in range(-1, 3)):
        yield from {_at(day, minute, zone, fold) for fold in (0, 1)}


def _at(day: date, minute: int, zone: ZoneInfo, fold: int) -> datetime:
    here = datetime.combine(day, time(minute // 60, minute % 60), zone).replace(fold=fold)
    return here.astimezone(UTC)
