"""The periods of the plan with what came in them. docs/reference/learning.md says what each number means. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

from accord.agreement import describe
from accord.agreement.spec import Agreement, Planned
from accord.agreement.spec.plan import days_of
from accord.kernel.money import Money
from accord.reporting.goal_periods import midnight

Times = tuple[datetime, datetime]
State = Literal["over", "under way", "to come"]
What = Literal["handed_off", "accepted", "sql", "won"]
MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came so far: leads handed over for the first time, those of them that sales accepted, leads that became SQL
    for the first time (None: there is no such stage), deals won, and their amounts, one a currency."""

    handed_off: int = 0
    accepted: int = 0
    sql: int | None = None
    won: int = 0
    amounts: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """How many came, and what is planned for each of them: of what an even pace comes to by now, and of the whole
    budget, as if no more came."""

    what: What
    count: int
    at_pace: Money | None
    whole: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One period of the plan at an instant. `passed` is the share of it that has gone by, exactly. `won` is the amount
    won in the budget's currency (without a budget: the agreement's), `elsewhere` are those in no sum."""

    planned: Planned
    start: datetime
    end: datetime
    state: State
    passed: Fraction
    budget: Money | None
    by_now: Money | None
    each: tuple[Each, ...]
    won: Money
    elsewhere: tuple[Money, ...]
    reviews: tuple[datetime, ...]
    last_review: datetime | None
    next_review: datetime | None

    @property
    def sides(self) -> tuple[tuple[str, Money], ...]:
        """The budget by side, where it is said so."""
        said = self.planned.budget
        return tuple((side, Money(minor, said.currency)) for side, minor in said.sides.items()) if said else ()

    @property
    def share(self) -> float | None:
        """The whole budget as a share of the amount won."""
        return self._of_won(self.budget)

    @property
    def share_at_pace(self) -> float | None:
        """What an even pace comes to by now, as a share of the amount won."""
        return self._of_won(self.by_now)

    def _of_won(self, money: Money | None) -> float | None:
        return money.minor / self.won.minor if money and self.won.minor > 0 else None

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord report plan`."""
        return {
            "period": self.planned.id, "means": self.planned.means, "words": describe.planned(self.planned),
            "start": self.start, "end": self.end, "state": self.state, "passed": round(float(self.passed), 4),
            "currency": self.won.currency, "budget": _amount(self.budget),
            "budget_by_side": {side: money.amount for side, money in self.sides},
            "budget_by_now": _amount(self.by_now),
            "came": {one.what: one.count for one in self.each} | {"won_amount": self.won.amount},
            "planned_per_each_at_pace": {one.what: _amount(one.at_pace) for one in self.each},
            "planned_per_each": {one.what: _amount(one.whole) for one in self.each},
            "budget_share_of_won_at_pace": _rounded(self.share_at_pace), "budget_share_of_won": _rounded(self.share),
            "other_currencies": [{"amount": one.amount, "currency": one.currency} for one in self.elsewhere],
            "reviews": list(self.reviews), "last_review": self.last_review, "next_review": self.next_review,
        }  # fmt: skip


def times_of(planned: Planned, zone: str) -> Times:
    """The first instant of a period there, and the first one after it."""
    first, after = days_of(planned.id)
    return midnight(first, zone), midnight(after, zone)


def line_of(planned: Planned, came: Came, agreement: Agreement, *, now: datetime) -> PlanLine:
    """One period from what came in it before `now`."""
    start, end = times_of(planned, agreement.time_zone)
    passed = min(Fraction(1), max(Fraction(0), Fraction((now - start) // MICRO, (end - start) // MICRO)))
    budget = Money(planned.budget.minor, planned.budget.currency) if planned.budget else None
    by_now = _part(budget, passed)
    currency = budget.currency if budget else agreement.currency
    zone = ZoneInfo(agreement.time_zone)
    reviews = tuple(sorted({at.replace(tzinfo=zone).astimezone(UTC) for at in planned.reviews}))
    counts: dict[What, int | None] = {
        "handed_off": came.handed_off, "accepted": came.accepted, "sql": came.sql, "won": came.won
    }  # fmt: skip
    return PlanLine(
        planned=planned,
        start=start,
        end=end,
        state="to come" if now < start else "under way" if now < end else "over",
        passed=passed,
        budget=budget,
        by_now=by_now,
        each=tuple(
            Each(what, count, _per(by_now, count), _per(budget, count))
            for what, count in counts.items()
            if count is not None
        ),
        won=next((one for one in came.amounts if one.currency == currency), Money(0, currency)),
        elsewhere=tuple(one for one in came.amounts if one.currency != currency),
        reviews=reviews,
        last_review=max((at for at in reviews if at <= now), default=None),
        next_review=min((at for at in reviews if at > now), default=None),
    )


def _per(money: Money | None, count: int) -> Money | None:
    return _part(money, Fraction(1, count)) if count else None


def _part(money: Money | None, share: Fraction) -> Money | None:
    """Rounded half to even to the minor unit."""
    return money and Money(round(money.minor * share), money.currency)


def _amount(money: Money | None) -> Any:
    return money.amount if money else None


def _rounded(share: float | None) -> float | None:
    return share if share is None else round(share, 4)
