"""What either side owes the other, and by when."""

from typing import Literal

from accord.agreement.spec.base import Clause, Duration, Id, Text

Happening = Literal[
    "handed_off",
    "accepted",
    "rejected",
    "recycled",
    "re_engaged",
    "activity",
    "meeting",
    "feedback",
    "moved",
    "won",
    "lost",
    "requested",
    "answered",
]
Deed = Literal["remind", "at risk", "tell manager", "reroute", "pool"]
OWNER = "owner"  # whoever owes it: their calendar, their zone, their leave


class Allowance(Clause):
    """So long, as written. Where `is_working`, only hours in which the calendar is open count; a working day is then
    as long as an open day of that calendar's week on average, a week as many of them as it has open days. Otherwise a
    day is 24 hours and a week seven days."""

    text: str
    number: int
    unit: Literal["minute", "hour", "day", "week"]
    is_working: bool

    @property
    def is_in_days(self) -> bool:
        """Whether its length depends on how long a day is."""
        return self.unit in ("day", "week")

    def seconds(self) -> int:
        """Its length where every hour counts, or where it does not depend on how long a day is."""
        return self.number * {"minute": 60, "hour": 3600, "day": 86_400, "week": 7 * 86_400}[self.unit]


class Rung(Clause):
    """What is done when so many per cent of the time are used up."""

    do: Deed
    percent: int


class Service(Clause):
    """One promise with a clock: it starts when something happens and must be stopped in time.

    `calendar` names whose hours count: a calendar, or `owner`, that of whoever owes it; None is the first calendar of
    the agreement. `times`: so many of what stops it are needed. `reassigned` says what becomes of the time when the
    lead gets another owner, `snoozed` when its owner puts it off.
    """

    id: Id
    means: Text | None = None
    owed_by: Literal["marketing", "sales"]
    starts: Happening
    stops: tuple[Happening, ...]
    times: int = 1
    within: Allowance
    calendar: Id | None = None
    reassigned: Literal["restarts", "continues"] = "restarts"
    snoozed: Literal["runs on", "pauses"] = "runs on"
    pause: Duration | None = None  # all pauses of one clock together, and all leave; None: five days
    then: tuple[Rung, ...] = ()


class Volume(Clause):
    """So many leads at a stage in every period, of which sales accepts at least `acceptance` per cent."""

    id: Id
    means: Text | None = None
    owed_by: Literal["marketing", "sales"]
    at_least: int
    of: Id  # stage
    per: Literal["month", "quarter", "year"]
    acceptance: int | None = None


Promise = Service | Volume
