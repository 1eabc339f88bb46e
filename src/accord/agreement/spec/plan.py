"""What both sides mean to spend in a period, and when they sit down together."""

import re
from datetime import date, datetime
from typing import Literal

from accord.agreement.spec.base import Clause, Text

_PERIOD = re.compile(r"(2[01][0-9]{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


class Budget(Clause):
    """An amount in minor units of `currency`; `sides` has the parts of it, where it is said by side."""

    minor: int
    currency: str
    sides: dict[Literal["marketing", "sales"], int] = {}


class Planned(Clause):
    """What is planned for one period. `reviews` are by the agreement's clocks, without a zone, in order of time."""

    id: str  # `period`: 2026, 2026-Q4 or 2026-11
    means: Text | None = None
    budget: Budget | None = None
    reviews: tuple[datetime, ...] = ()


def days_of(period: str) -> tuple[date, date]:
    """The first day of a year, a quarter or a month by its name, and the first day after it. Raises ValueError."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(period)
    year, quarter, month = (int(part or 0) for part in found.groups())
    first = date(year, month or 3 * (quarter or 1) - 2, 1)
    number = year * 12 + first.month - 1 + (1 if month else 3 if quarter else 12)
    return first, date(number // 12, number % 12 + 1, 1)
