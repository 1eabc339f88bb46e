"""Where a lead goes next. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accord.agreement.spec import Agreement, Criterion, RecycleReason, Stage
from accord.steps.lifecycle.contracts import Facts, Judgement, MoveRefused
from accord.steps.lifecycle.criteria import is_met, judge, mentions
from accord.steps.lifecycle.facts import Deciding

_CLOSING = ("deal_won", "deal_lost", "disqualified")
DECISIONS_KEPT = ("accepted", "deal_opened", "deal_won", "deal_lost")


@dataclass(frozen=True, slots=True)
class LeadState:
    stage: str
    entered_at: datetime
    cool_down_until: datetime | None = None
    has_new_activity: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """`reason` is the disqualifier's id, or what holds in words."""

    to: str
    reason: str
    judgement: Judgement


def stage_of(agreement: Agreement, stage_id: str) -> Stage | None:
    """None where a later version of the agreement has dropped the stage."""
    return next((stage for stage in agreement.stages if stage.id == stage_id), None)


def rank(agreement: Agreement, stage_id: str) -> int:
    """Stages are written in the order of the journey: the later, the further."""
    return next((i for i, stage in enumerate(agreement.stages) if stage.id == stage_id), -1)


def is_entered_by(stage: Stage, decision: str) -> bool:
    return isinstance(stage.enter, Criterion) and mentions(stage.enter, decision)


def is_resting(stage: Stage) -> bool:
    """A stage for leads that marketing took back."""
    return is_entered_by(stage, "recycled")


def is_closing(stage: Stage) -> bool:
    """A stage at which the journey ends, until somebody reopens it."""
    return not stage.goes_to or any(is_entered_by(stage, decision) for decision in _CLOSING)


def target_of(agreement: Agreement, stage_id: str, decision: str) -> Stage | None:
    """Where that decision takes a lead from this stage; None where the graph has no such way."""
    here = stage_of(agreement, stage_id)
    ways = [stage_of(agreement, to) for to in here.goes_to] if here else []
    return next((stage for stage in ways if stage and is_entered_by(stage, decision)), None)


def next_step(agreement: Agreement, state: LeadState | None, facts: Facts, at: datetime) -> Step | None:
    """The one automatic step from here: a disqualifier first, else the furthest stage whose criterion holds."""
    if state is None:
        return _opening(agreement, facts)
    here = stage_of(agreement, state.stage)
    if here is None or is_closing(here):
        return None
    return _disqualified(agreement, here, facts) or _forward(agreement, here, state, facts, at)


def decided_step(agreement: Agreement, stage_id: str, facts: Facts) -> Step | None:
    """The furthest stage from here that a decision among `facts.decided` opens."""
    here = stage_of(agreement, stage_id)
    if here is None:
        return None
    ways = [way for way in _ways(agreement, here) if any(is_entered_by(way, d) for d in facts.decided)]
    return _furthest(agreement, ways, facts)


def check_way(agreement: Agreement, stage_id: str, to: str) -> Stage:
    """The stage `to`. Raises MoveRefused, naming the allowed targets, where the graph has no such way."""
    here = stage_of(agreement, stage_id)
    allowed = here.goes_to if here else tuple(stage.id for stage in agreement.stages)
    target = stage_of(agreement, to)
    if target is None or to not in allowed:
        ways = f"may go to {', '.join(allowed)}" if allowed else "goes nowhere"
        raise MoveRefused(f"a lead at {stage_id} {ways}; not to {to}", code="no-way")
    return target


def check_answers(target: Stage, answers: Mapping[str, str]) -> None:
    """Raises MoveRefused, naming what is not answered, for a stage that people decide."""
    if isinstance(target.enter, Criterion):
        return
    open_ones = [name for name in target.enter.requires if not answers.get(name, "").strip()]
    if open_ones:
        raise MoveRefused(f"{target.id} needs an answer to {', '.join(open_ones)}", code="answers")


def recycle_reason(agreement: Agreement, reason: str) -> RecycleReason:
    """Raises MoveRefused where the agreement knows no such reason."""
    found = next((r for r in agreement.recycle_reasons if r.id == reason), None)
    if found is None:
        known = ", ".join(r.id for r in agreement.recycle_reasons)
        raise MoveRefused(f"a lead is recycled for one of: {known}; not {reason!r}", code="reason")
    return found


def _opening(agreement: Agreement, facts: Facts) -> Step | None:
    first = agreement.stages[0]
    return _furthest(agreement, [first], facts)


def _disqualified(agreement: Agreement, here: Stage, facts: Facts) -> Step | None:
    target = target_of(agreement, here.id, "disqualified")
    if target is None:
        return None
    for disqualifier in agreement.disqualify:
        if is_met(disqualifier.when, facts, agreement.lists):
            return Step(target.id, disqualifier.id, judge(disqualifier.when, facts, agreement.lists))
    return None


def _forward(agreement: Agreement, here: Stage, state: LeadState, facts: Facts, at: datetime) -> Step | None:
    if not is_resting(here):
        place = rank(agreement, here.id)
        ways = [way for way in _ways(agreement, here) if rank(agreement, way.id) > place]
        return _furthest(agreement, ways, facts)
    is_cooling = state.cool_down_until is not None and at < state.cool_down_until
    if is_cooling or not state.has_new_activity:
        return None
    fresh = Deciding(facts, facts.decided, after=state.entered_at)
    return _furthest(agreement, _ways(agreement, here), fresh)


def _ways(agreement: Agreement, here: Stage) -> list[Stage]:
    return [stage for to in here.goes_to if (stage := stage_of(agreement, to))]


def _furthest(agreement: Agreement, ways: list[Stage], facts: Facts) -> Step | None:
    for way in sorted(ways, key=lambda stage: rank(agreement, stage.id), reverse=True):
        if isinstance(way.enter, Criterion) and is_met(way.enter, facts, agreement.lists):
            judgement = judge(way.enter, facts, agreement.lists)
            return Step(way.id, ", ".join(judgement.because), judgement)
    return None
