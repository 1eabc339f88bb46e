"""Figures of goals that nothing in Accord tells: people report them, with where they come from. None is changed or
taken away; a later one for the same day corrects it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accord.agreement import quantities
from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement, Goal
from accord.kernel.actor import Actor
from accord.kernel.errors import Refused
from accord.kernel.money import Money
from accord.ledger import api as ledger
from accord.members.contracts import MemberCard
from accord.members.policy import scope_of
from accord.outbox import api as outbox
from accord.reporting import models
from accord.reporting.audience import reviewers

ACTION = "figure_create"
LONGEST = 300


class FigureRefused(Refused):
    """The figure is not taken; `code` says why: goal, role, value, day, source."""

    code = "figure"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is in the goal's unit and holds for the whole of `day`; `by` is an actor as text."""

    value: int
    day: date
    source: str
    by: str
    at: datetime

    @property
    def reporter(self) -> str:
        """The e-mail address of who reported it."""
        return Actor.parse(self.by).name

    def as_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "day": self.day.isoformat(),
            "source": self.source,
            "reported_by": self.reporter,
            "reported_at": self.at,
        }


def may_report(goal: Goal, by: MemberCard, agreement: Agreement) -> bool:
    """Whether the member's role lets them report figures of this goal: all, or those of their own side."""
    scope = scope_of(by.role, ACTION)
    return goal.is_reported and (scope == "all" or (scope == "own" and agreement.side_of(by.team) == goal.owner))


@transaction.atomic
def report(
    version: Version, *, goal_id: str, text: str, day: date | None, source: str, by: MemberCard, now: datetime
) -> Figure:
    """Keep what somebody reports, as `quantities.figure` reads it, for a day there (today where it is None), and tell
    it. Raises FigureRefused."""
    agreement = version.agreement
    goal = next((one for one in agreement.goals if one.id == goal_id), None)
    if goal is None or not goal.is_reported:
        known = ", ".join(one.id for one in agreement.goals if one.is_reported) or "none"
        raise FigureRefused(f"{goal_id} is no goal that figures are reported for; those are: {known}", code="goal")
    if not may_report(goal, by, agreement):
        raise FigureRefused(
            f"{goal.owner} answers for {goal.id}: they, operations and executives report its figures", code="role"
        )
    today = now.astimezone(ZoneInfo(agreement.time_zone)).date()
    if (day or today) > today:
        raise FigureRefused(f"{day} is still to come there; a figure is for a day that has begun", code="day")
    if len(source.strip()) > LONGEST:
        raise FigureRefused(f"where it comes from is told in at most {LONGEST} characters", code="source")
    try:
        value = quantities.figure(text, goal)
    except quantities.Unclear as unclear:
        raise FigureRefused(str(unclear), code="value") from None
    return _keep(version, goal, Figure(value, day or today, source.strip(), str(by.actor), now), by)


def figures(goals: Sequence[Goal], *, zone: str, since: datetime, until: datetime) -> dict[str, list[Figure]]:
    """What was reported for the days from that of one instant to that of another, by goal, the latest first. Figures
    in another unit, from when the goal was measured by something else, are left out. One query."""
    found: dict[str, list[Figure]] = {goal.id: [] for goal in goals}
    if not goals:
        return found
    units = {(goal.id, goal.metric, goal.currency or "") for goal in goals}
    first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (since, until))
    rows = models.Figure.objects.filter(goal__in=list(found), day__range=(first, last))
    for row in rows.order_by("-day", "-id"):
        if (row.goal, row.metric, row.currency) in units:
            found[row.goal].append(Figure(row.value, row.day, row.source, row.reported_by, row.reported_at))
    return found


def within(told: Sequence[Figure], start: datetime, end: datetime, zone: str) -> list[Figure]:
    """Those for the days of a period there."""
    first, after = (at.astimezone(ZoneInfo(zone)).date() for at in (start, end))
    return [one for one in told if first <= one.day < after]


def _keep(version: Version, goal: Goal, one: Figure, by: MemberCard) -> Figure:
    row = models.Figure.objects.create(
        goal=goal.id, metric=goal.metric, currency=goal.currency or "", value=one.value, day=one.day,
        source=one.source, reported_by=one.by, reported_at=one.at,
    )  # fmt: skip
    ledger.record(
        kind="FigureReported",
        subject_kind="figure",
        subject_id=row.pk,
        at=one.at,
        now=one.at,
        actor=by.actor,
        agreement_id=version.id,
        reason=one.source,
        body={"goal": goal.id, "metric": goal.metric, "currency": row.currency, "value": one.value,
              "day": one.day.isoformat()},
    )  # fmt: skip
    outbox.tell(
        "figure_reported",
        to=[member.id for member in reviewers(version.agreement) if member.id != by.id],
        about=("figure", row.pk),
        body={"by": by.id, "figure": _words(one.value, goal), "day": one.day.isoformat(), "why": one.source,
              "title": goal.id, "path": f"/goals/#goal-{goal.id}"},
        key=f"figure_reported:{row.pk}",
        now=one.at,
    )  # fmt: skip
    return one


def _words(value: int, goal: Goal) -> str:
    return str(Money(value, goal.currency)) if goal.currency else f"{Decimal(value) / 100} %"
