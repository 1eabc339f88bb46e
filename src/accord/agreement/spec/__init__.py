"""What an agreement may say, as frozen types. `load` makes them from text; nobody else does."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from accord.agreement.spec.base import (
    Clause,
    Counting,
    Criterion,
    Decided,
    Did,
    Duration,
    Id,
    Limit,
    Test,
    Text,
    TouchMatch,
)
from accord.agreement.spec.calendars import Calendar, Days, OpenDay, PublicHolidays
from accord.agreement.spec.goals import (
    LESS_IS_BETTER,
    MONEY_METRICS,
    SHARE_METRICS,
    Goal,
    Metric,
    Period,
    Unit,
)
from accord.agreement.spec.plan import Budget, Planned
from accord.agreement.spec.routing import Capacity, Facet, Hours, IfNobody, Owner, Route, Strategy
from accord.agreement.spec.services import Allowance, Promise, Rung, Service, Volume

__all__ = [
    "LESS_IS_BETTER",
    "MONEY_METRICS",
    "SHARE_METRICS",
    "Agreement",
    "Allowance",
    "Budget",
    "ByPeople",
    "Calendar",
    "Capacity",
    "Clause",
    "Counting",
    "Criterion",
    "Days",
    "Decided",
    "Did",
    "Disqualifier",
    "Duration",
    "Expects",
    "Facet",
    "Goal",
    "Group",
    "Handoff",
    "Hours",
    "Id",
    "IfNobody",
    "Limit",
    "LostReason",
    "Metric",
    "Motion",
    "OpenDay",
    "Owner",
    "Party",
    "Period",
    "Persona",
    "Pilot",
    "Planned",
    "Promise",
    "PublicHolidays",
    "RecycleReason",
    "RejectReason",
    "Review",
    "Revise",
    "Route",
    "Rung",
    "Score",
    "Service",
    "Stage",
    "Strategy",
    "Test",
    "Text",
    "TouchMatch",
    "TouchRule",
    "TraitRule",
    "Unit",
    "Until",
    "Volume",
    "Weekly",
]

Expects = Literal["more", "less"]


class TraitRule(Clause):
    """Points for what a person or account is, as known at the instant asked. `expects`: whether its author expects
    better leads (more) or worse ones (less) of it; a suggestion never turns that round."""

    id: Id
    means: Text | None = None
    group: Id | None = None
    when: Criterion
    points: int
    expects: Expects | None = None


class TouchRule(TouchMatch):
    """Points for what a person did. See MECHANICS in docs/explanation/scoring.md for the order of the operations:
    `since` selects, `count` counts, `half_life` and `linear` weigh by whole days of age, `expires_after` ends,
    `limit` cuts."""

    id: Id
    means: Text | None = None
    group: Id | None = None
    points: int
    expects: Expects | None = None
    count: Counting = Counting()
    half_life: Duration | None = None
    linear: Duration | None = None
    expires_after: Duration | None = None
    since: Duration | None = None
    limit: Limit | None = None


class Group(Clause):
    id: Id
    means: Text | None = None
    limit: Limit


class Score(Clause):
    id: Id
    means: Text | None = None
    limit: Limit | None = None
    grades: tuple[tuple[str, int], ...] = ()  # highest first
    groups: tuple[Group, ...] = ()
    rules: tuple[TraitRule | TouchRule, ...]


class ByPeople(Clause):
    """A stage that people of one side decide, with the answers they must give."""

    by: Literal["marketing", "sales"]
    requires: tuple[str, ...] = ()


class Stage(Clause):
    id: Id
    owner: Literal["marketing", "sales"]
    means: Text
    today: Text | None = None
    next: Text | None = None
    enter: Criterion | ByPeople
    goes_to: tuple[Id, ...] = ()


class Party(Clause):
    team: Text
    signs: str


class Motion(Clause):
    id: Id
    means: Text | None = None


class Persona(Clause):
    id: Id
    name: Text
    title: Test
    biography: Text | None = None
    demographics: tuple[Text, ...] = ()
    behaviours: tuple[Text, ...] = ()
    interests: tuple[Text, ...] = ()
    needs: tuple[Text, ...] = ()
    pains: tuple[Text, ...] = ()
    says: Text | None = None


class Disqualifier(Clause):
    id: Id
    means: Text | None = None
    when: Criterion


class Handoff(Clause):
    at: tuple[Id, ...]


class RejectReason(Clause):
    id: Id
    means: Text
    then: Literal["recycle", "disqualify"] = "recycle"
    recycle_as: Id | None = None  # `as`: the recycle reason it becomes


class RecycleReason(Clause):
    id: Id
    means: Text
    cool_down: Duration | None = None
    at_most: int | None = None


class LostReason(Clause):
    id: Id
    means: Text


class Weekly(Clause):
    """A weekly hour as written ("monday 10:00"); `day` counts from Monday, 0."""

    text: str
    day: int
    minute: int  # of that day


Revise = Literal["month", "quarter", "half-year", "year"]


class Review(Clause):
    """When both sides look at it together. `revise`: so long after it came into force a version is to be revised."""

    weekly: Weekly | None = None
    revise: Revise | None = None


class Until(Clause):
    """An end as written: a day, the whole of which belongs to it, or an instant; without an offset it is meant by the
    agreement's clocks."""

    text: str
    day: date | None = None
    instant: datetime | None = None

    def at(self, time_zone: str) -> datetime:
        """The first instant, in UTC, that no longer belongs to it."""
        zone = ZoneInfo(time_zone)
        if self.instant is not None:
            return self.instant.replace(tzinfo=self.instant.tzinfo or zone).astimezone(UTC)
        assert self.day is not None
        return datetime.combine(self.day + timedelta(days=1), time(), zone).astimezone(UTC)


class Pilot(Clause):
    """Makes a version one that is in force beside the main one, for some people only and for a while. Either `where`
    (what they or their company are) or `team` (whose hands their lead is in) is set."""

    means: Text
    where: Criterion | None = None
    team: str | None = None
    until: Until


class Agreement(Clause):
    title: Text
    time_zone: str
    currency: str = "EUR"
    parties: dict[Literal["marketing", "sales"], Party]
    motions: tuple[Motion, ...]
    calendars: tuple[Calendar, ...] = ()
    lists: dict[str, tuple[str, ...]] = {}
    goals: tuple[Goal, ...] = ()
    plan: tuple[Planned, ...] = ()
    profile: dict[str, Test] = {}  # account trait → test
    personas: tuple[Persona, ...] = ()
    scores: tuple[Score, ...]
    stages: tuple[Stage, ...]
    disqualify: tuple[Disqualifier, ...] = ()
    handoff: Handoff
    routing: tuple[Route, ...] = ()
    services: tuple[Promise, ...] = ()
    reject_reasons: tuple[RejectReason, ...] = ()
    recycle_reasons: tuple[RecycleReason, ...] = ()
    lost_reasons: tuple[LostReason, ...] = ()
    pilot: Pilot | None = None
    review: Review | None = None

    def stage(self, stage_id: str) -> Stage:
        """The stage of that id; KeyError where there is none."""
        return next(s for s in self.stages if s.id == stage_id)

    def party(self, side: str) -> Party | None:
        """Who stands for a side; None for a word that names none."""
        return next((party for name, party in self.parties.items() if name == side), None)

    def side_of(self, team: str) -> str:
        """The side whose team that is, by the party's name for it; any other name stays what it is."""
        named = {party.team.casefold(): side for side, party in self.parties.items()}
        return named.get(team.casefold(), team.casefold())

    @property
    def clocks(self) -> tuple[Service, ...]:
        """The promises that run against a clock."""
        return tuple(one for one in self.services if isinstance(one, Service))

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """The promises of so many leads per period."""
        return tuple(one for one in self.services if isinstance(one, Volume))

    def score(self, score_id: str) -> Score:
        return next(s for s in self.scores if s.id == score_id)
