"""What is different in what both sides plan together: goals, pilot, review."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from accord.agreement import describe
from accord.agreement.diff.contracts import Said
from accord.agreement.diff.criteria import criterion
from accord.agreement.diff.fields import FieldWords, fields, plain_field, rows, text_field
from accord.agreement.diff.words import entries, instead, told_apart, value_of
from accord.agreement.spec import Budget, Goal, Pilot, Planned, Promise, Review, Rung, Service, Volume
from accord.agreement.wording import list_of


def goals(old: Sequence[Goal], new: Sequence[Goal]) -> Iterator[Said]:
    """What both sides want to reach."""
    yield from rows(
        "goals",
        old,
        new,
        noun="goal",
        came=lambda one: f"there is a new goal, {one.id}, of {describe.goal(one)}",
        went=lambda one: f"there is no goal {one.id} any more, of {describe.goal(one)}",
        changed=_goal,
    )


def _goal(path: str, old: Goal, new: Goal) -> Iterator[Said]:
    who = f"the goal {new.id}"
    hangs = plain_field(lambda a, b: f"the incentive of {who} is now {instead(value_of(b), value_of(a))}")
    if old.metric == new.metric and old.currency == new.currency:
        sums = instead(describe.target(new), describe.target(old))
        words: FieldWords = {
            "means": text_field(who),
            "period": plain_field(lambda a, b: f"{who} now holds for every {instead(b, a)}"),
            "owner": plain_field(lambda a, b: f"{who} is now owned by {instead(b, a)}"),
            "target": plain_field(lambda a, b: f"{who} is now {sums}"),
            "incentive": hangs,
        }
        yield from fields(path, who, old, new, words)
        return
    said = instead(*told_apart(describe.wanted(new), describe.wanted(old), new, old))
    yield Said(path, "changed", f"{who} is now {said}")
    if old.incentive != new.incentive:
        yield from hangs(f"{path}.incentive", old.incentive, new.incentive)


def plan(old: Sequence[Planned], new: Sequence[Planned]) -> Iterator[Said]:
    """What both sides mean to spend, and when they sit down together."""
    yield from rows(
        "plan",
        old,
        new,
        noun="plan of",
        came=lambda one: f"there is a plan of {describe.planned(one)}",
        went=lambda one: f"there is no plan any more of {describe.planned(one)}",
        changed=_planned,
    )


def _planned(path: str, old: Planned, new: Planned) -> Iterator[Said]:
    who = f"the plan of {new.id}"
    words: FieldWords = {
        "means": text_field(who),
        "budget": lambda at, a, b: _budget(at, new.id, a, b),
        "reviews": lambda at, a, b: _review_points(at, who, a, b),
    }
    yield from fields(path, who, old, new, words)


def _budget(path: str, period: str, old: Budget | None, new: Budget | None) -> Iterator[Said]:
    if old is None and new is not None:
        yield Said(path, "added", f"{period} now has a budget, {describe.budget(new)}")
    elif old is not None and new is None:
        yield Said(path, "removed", f"{period} no longer has a budget ({describe.budget(old)})")
    elif old is not None and new is not None:
        sums = told_apart(describe.budget(new), describe.budget(old), new, old)
        yield Said(path, "changed", f"the budget of {period} is {instead(*sums)}")


def _review_points(path: str, who: str, old: Sequence[datetime], new: Sequence[datetime]) -> Iterator[Said]:
    yield from (Said(path, "added", f"a review on {describe.hour(at)} is new") for at in new if at not in old)
    yield from (
        Said(path, "removed", f"{who} no longer has the review on {describe.hour(at)}") for at in old if at not in new
    )


def pilot(old: Pilot | None, new: Pilot | None) -> Iterator[Said]:
    """Whether this is tried on some first, on whom, and for how long."""
    if old is None and new is not None:
        yield Said("pilot", "added", f"this is a pilot, {describe.pilot(new)}: {new.means}")
    elif old is not None and new is None:
        yield Said(
            "pilot", "removed", f"this is no pilot any more: it holds for everybody, not only {describe.pilot(old)}"
        )
    elif old is not None and new is not None:
        words: FieldWords = {"means": text_field("the pilot")}
        if old.where and new.where:
            words = {**words, "where": lambda at, a, b: criterion(at, "the pilot", a, b)}
        yield from fields("pilot", "the pilot", old, new, words)


def review(old: Review | None, new: Review | None) -> Iterator[Said]:
    """When both sides look at it together."""
    yield Said("review", "changed", f"reviews are now {instead(_reviews(new), _reviews(old))}")


def _reviews(one: Review | None) -> str:
    if one is None:
        return "not planned"
    weekly = f"weekly, {one.weekly.text}" if one.weekly else ""
    revise = f"with a revision every {one.revise}" if one.revise else ""
    return list_of([part for part in (weekly, revise) if part]) or "not planned"


def services(old: Sequence[Promise], new: Sequence[Promise]) -> Iterator[Said]:
    """What either side owes."""
    yield from rows(
        "services",
        old,
        new,
        noun="service",
        came=lambda one: f"there is a new service, {one.id}: {describe.service(one)}",
        went=lambda one: f"there is no service {one.id} any more ({describe.promise(one)})",
        changed=_service,
    )


def _service(path: str, old: Promise, new: Promise) -> Iterator[Said]:
    who = f"the service {new.id}"
    words: FieldWords = {
        "means": text_field(who),
        "owed_by": plain_field(lambda a, b: f"{who} is now owed by {instead(b, a)}"),
        "within": plain_field(lambda a, b: f"{who} now has {instead(*told_apart(b.text, a.text, b, a))}"),
        "calendar": plain_field(lambda a, b: f"{who} now counts the hours of {instead(_hours(b), _hours(a))}"),
        "times": plain_field(lambda a, b: f"{who} now asks for {instead(describe.times(b), describe.times(a))}"),
        "reassigned": plain_field(lambda a, b: f"with another owner the time of {who} now {instead(b, a)}"),
        "snoozed": plain_field(lambda a, b: f"while a lead is snoozed {who} now {instead(b, a)}"),
        "per": plain_field(lambda a, b: f"{who} now holds for every {instead(b, a)}"),
        "then": lambda at, a, b: _rungs(at, who, a, b),
    }
    if isinstance(old, Service) and isinstance(new, Service) and (old.starts, old.stops) == (new.starts, new.stops):
        yield from fields(path, who, old, new, words)
    elif isinstance(old, Volume) and isinstance(new, Volume) and old.of == new.of:
        volume: FieldWords = {
            "at_least": plain_field(lambda a, b: f"{who} now asks for {instead(f'{b:,}', f'{a:,}')} leads"),
            "acceptance": plain_field(lambda a, b: f"{who} now asks sales to accept {instead(_share(b), _share(a))}"),
        }
        yield from fields(path, who, old, new, {**words, **volume})
    else:
        said = instead(*told_apart(describe.service(new), describe.service(old), new, old))
        yield Said(path, "changed", f"{who} is now {said}")


def _hours(calendar: str | None) -> str:
    return {None: "the first calendar", "owner": "whoever owes it"}.get(calendar, f"the calendar {calendar}")


def _share(percent: int | None) -> str:
    return f"at least {percent}%" if percent else "any number"


def _rungs(path: str, who: str, old: Sequence[Rung], new: Sequence[Rung]) -> Iterator[Said]:
    before, after = ([f"{one.do} at {one.percent}%" for one in rungs] for rungs in (old, new))
    came, went, _ = entries(before, after)
    yield from (Said(f"{path}.{one}", "added", f"{who} now has the step {one}") for one in came)
    yield from (Said(f"{path}.{one}", "removed", f"{who} no longer has the step {one}") for one in went)
