"""Whose turn it is and what comes first. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accord.agreement.spec import Agreement, Criterion, Route, Stage
from accord.members.contracts import MemberCard
from accord.steps.handoff.contracts import HandoffRefused

_UNITS_BITS = 47
_GRADES = 64
_ENDS = ("deal_won", "deal_lost")


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is next (None: nobody is eligible), what it costs and gives each, and why each other was passed over."""

    member_id: int | None
    share: Mapping[int, int]
    candidates: tuple[Mapping[str, Any], ...]


def turn(credits_of: Mapping[int, int], members: Sequence[MemberCard]) -> Turn:
    """Smooth round robin with equal weights: each eligible member gains one, the highest pays for all.

    What one gains and pays sums to nothing, so that giving a turn back leaves the others as if it never was; of equal
    credits the member with the lower number is first.
    """
    eligible = [m.id for m in members if m.is_active]
    if not eligible:
        return Turn(None, {}, tuple(_candidate(m, "is inactive") for m in members))
    chosen = max(eligible, key=lambda member: (credits_of.get(member, 0), -member))
    share = {member: 1 - len(eligible) * (member == chosen) for member in eligible}
    passed = {m.id: "is inactive" if not m.is_active else "others were longer without one" for m in members}
    shown = (_candidate(m, "" if m.id == chosen else passed[m.id], credits_of.get(m.id, 0)) for m in members)
    return Turn(chosen, share, tuple(shown))


def _candidate(member: MemberCard, passed_over: str, credit: int = 0) -> Mapping[str, Any]:
    """`passed_over` is "" for the one chosen."""
    return {"member": member.id, "name": member.label, "credit": credit, "passed_over": passed_over}


def route(agreement: Agreement) -> Route:
    """The first route. Raises HandoffRefused where the agreement has none."""
    if not agreement.routing:
        raise HandoffRefused("the agreement has no routing", code="no-route")
    return agreement.routing[0]


def rank(agreement: Agreement, stage: str, grade: str, units: int) -> int:
    """One number that orders a queue, smaller first: the later stage, the better grade, the higher engagement."""
    top = 1 << _UNITS_BITS
    score = max(-top, min(top - 1, units)) + top
    place = stage_rank(agreement, stage) * _GRADES + _GRADES - 1 - grade_rank(agreement, grade)
    return -(place << (_UNITS_BITS + 1)) - score


def stage_rank(agreement: Agreement, stage: str) -> int:
    return next((i for i, s in enumerate(agreement.stages) if s.id == stage), 0)


def grade_rank(agreement: Agreement, grade: str) -> int:
    """0 is the best; an unknown grade or none is the last."""
    grades = next((score.grades for score in agreement.scores if score.grades), ())
    return next((i for i, (name, _) in enumerate(grades) if name == grade), _GRADES - 1)


def is_offered_at(agreement: Agreement, stage: str) -> bool:
    return stage in agreement.handoff.at


def is_over(agreement: Agreement, stage_id: str) -> bool:
    """Whether a lead at this stage is no longer any rep's to work: marketing has it back, or the deal is decided."""
    stage = next((s for s in agreement.stages if s.id == stage_id), None)
    if stage is None:
        return False
    return _is_decided(stage) or (stage.owner == "marketing" and not is_offered_at(agreement, stage_id))


def _is_decided(stage: Stage) -> bool:
    if not isinstance(stage.enter, Criterion):
        return False
    parts = (stage.enter, *(stage.enter.any_of or ()))
    return any(part.decided in _ENDS for part in parts)
