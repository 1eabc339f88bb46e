"""What the clauses of an agreement are made of: names, durations, tests and criteria."""

from typing import Annotated, Any, ClassVar, Literal

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
