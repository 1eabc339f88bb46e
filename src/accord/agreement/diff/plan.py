"""What is different in what both sides plan together: goals, pilot, review."""

from collections.abc import Iterator, Sequence

from accord.agreement import describe
from accord.agreement.diff.contracts import Said
from accord.agreement.diff.criteria import criterion
from accord.agreement.diff.fields import FieldWords, fields, plain_field, rows, text_field
from accord.agreement.diff.words import instead, told_apart
from accord.agreement.spec import Goal, Pilot, Review
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
    words: FieldWords = {
        "means": text_field(who),
        "period": plain_field(lambda a, b: f"{who} now holds for every {instead(b, a)}"),
        "owner": plain_field(lambda a, b: f"{who} is now owned by {instead(b, a)}"),
    }
    if old.metric == new.metric and old.currency == new.currency:
        sums = instead(describe.target(new), describe.target(old))
        words = {**words, "target": plain_field(lambda a, b: f"{who} is now {sums}")}
        yield from fields(path, who, old, new, words)
        return
    yield Said(
        path, "changed", f"{who} is now {instead(*told_apart(describe.goal(new), describe.goal(old), new, old))}"
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
