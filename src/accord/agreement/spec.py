"""What an agreement may say, as frozen types. `load` makes them from text; nobody else does."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Clause(BaseModel):
    """Anything in an agreement: frozen, and no key but those named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Duration(Clause):
    """A length of time as written ("30 days") and in microseconds. Days are 24 hours here."""

    text: str
    micros: int


class Limit(Clause):
    at_least: int | None = None
    at_most: int | None = None


class Test(Clause):
    """All operators given must hold for one value. Texts compare without regard to case.

    `matches` holds when one of the phrases stands in the value as whole words. A missing value fails every
    operator but `none_of`, `is_not`, `not_in_list` and `known: false`.
    """

    __test__: ClassVar[bool] = False  # not a test of pytest

    equals: Any = Field(None, alias="is")
    is_not: Any = None
    at_least: float | None = None
    at_most: float | None = None
    more_than: float | None = None
    less_than: float | None = None
    any_of: tuple[Any, ...] | None = None
    none_of: tuple[Any, ...] | None = None
    starts_with: str | None = None
    ends_with: str | None = None
    contains: str | None = None
    matches: tuple[str, ...] | None = None
    in_list: Id | None = None
    not_in_list: Id | None = None
    known: bool | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Counting(Clause):
    """How often a rule counts: `at_most` touches (None: every one) in any `window`, or once per distinct value of
    the property `distinct`. The window rolls: a touch counts when fewer than `at_most` counted ones lie in
    (its instant − window, its instant]."""

    text: str = "every time"
    at_most: int | None = None
    window: Duration | None = None
    distinct: str | None = None


class TouchMatch(Clause):
    """`touch` is "page", "screen" or the name of a tracked event; `where` tests its properties by path
    ("plan", "form.id", "context.campaign.name"); `path` of a page is the path of its URL."""

    touch: str
    where: dict[str, Test] = {}


Decided = Literal["accepted", "deal_opened", "deal_won", "deal_lost", "recycled", "disqualified"]


class Criterion(Clause):
    """A tree: exactly one of the fields is set."""

    all_of: tuple["Criterion", ...] | None = None  # all: […]
    any_of: tuple["Criterion", ...] | None = None  # any: […]
    none_of: tuple["Criterion", ...] | None = None  # none: […]
    score: tuple[str, Test] | None = None  # score.NAME: TEST
    trait: tuple[str, str, Test] | None = None  # person.NAME: TEST or account.NAME: TEST
    known: tuple[str, ...] | None = None  # known: [email, company, account.industry]
    did: "Did | None" = None  # did: NAME or did: {touch, where, at_least, within}
    in_profile: bool | None = None  # in_profile: true
    persona: tuple[str, ...] | None = None  # persona: [it-director]
    decided: Decided | None = None


class Did(TouchMatch):
    at_least: int = 1
    within: Duration | None = None


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


class Route(Clause):
    """Issue 2 knows one strategy, `round_robin`, over the active members of a team."""

    id: Id
    team: str
    by: Literal["round_robin"] = "round_robin"


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


Metric = Literal["won_amount", "won_count", "sourced_pipeline", "mql_count", "new_customers"]
MONEY_METRICS = ("won_amount", "sourced_pipeline")
Period = Literal["month", "quarter", "year"]


class Goal(Clause):
    """What both sides want to reach in every period. `target` is in minor units of `currency` where the metric is
    money, a count otherwise; `owner` is the side that answers for it."""

    id: Id
    means: Text | None = None
    metric: Metric
    period: Period
    target: int
    currency: str | None = None
    owner: Literal["marketing", "sales"]


class Agreement(Clause):
    title: Text
    time_zone: str
    currency: str = "EUR"
    parties: dict[Literal["marketing", "sales"], Party]
    motions: tuple[Motion, ...]
    lists: dict[str, tuple[str, ...]] = {}
    goals: tuple[Goal, ...] = ()
    profile: dict[str, Test] = {}  # account trait → test
    personas: tuple[Persona, ...] = ()
    scores: tuple[Score, ...]
    stages: tuple[Stage, ...]
    disqualify: tuple[Disqualifier, ...] = ()
    handoff: Handoff
    routing: tuple[Route, ...] = ()
    reject_reasons: tuple[RejectReason, ...] = ()
    recycle_reasons: tuple[RecycleReason, ...] = ()
    lost_reasons: tuple[LostReason, ...] = ()
    pilot: Pilot | None = None
    review: Review | None = None

    def stage(self, stage_id: str) -> Stage:
        """The stage of that id; KeyError where there is none."""
        return next(s for s in self.stages if s.id == stage_id)

    def side_of(self, team: str) -> str:
        """The side whose team that is, by the party's name for it; any other name stays what it is."""
        named = {party.team.casefold(): side for side, party in self.parties.items()}
        return named.get(team.casefold(), team.casefold())

    def score(self, score_id: str) -> Score:
        return next(s for s in self.scores if s.id == score_id)
