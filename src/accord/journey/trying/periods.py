"""Which period can be tried: one that begins before it ends, and in which anything can have happened."""

from datetime import datetime

from accord.kernel.errors import Refused


class NoPeriod(Refused):
    """Nothing can have happened in the period asked for."""

    code = "no_period"


def check(*, since: datetime | None, until: datetime | None, now: datetime, begins: datetime | None) -> None:
    """Whether hand-offs from `since` up to `until` can be counted, where history begins at `begins`; None: there is
    none yet. Raises NoPeriod."""
    if since is not None and until is not None and since >= until:
        raise NoPeriod(f"the beginning must be before the end, and {_day(since)} is not before {_day(until)}")
    if since is not None and since >= now:
        raise NoPeriod(f"{_day(since)} is still to come: begin with a day gone by, or leave it out for all history")
    if until is not None and begins is not None and until <= begins:
        raise NoPeriod(f"nothing is known up to {_day(until)}, for history begins at {_day(begins)}: end later")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}"
