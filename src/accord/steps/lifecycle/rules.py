"""Where a lead goes next. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.agreement.spec import Agreement, Criterion, RecycleReason, Stage
from accord.steps.lifecycle.contracts import Facts, Judgement, MoveRefused
from accord.steps.lifecycle.criteria import is_met, judge
from accord.steps.lifecycle.facts import Deciding
from accord.steps.lifecycle.graph import Node, decisions_of, graph_of

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
    node = graph_of(agreement).get(stage_id)
    return node.stage if node else None


def target_of(agreement: Agreement, stage_id: str, decision: str) -> Stage | None:
    """Where that decision takes a lead from this stage; None where the graph has no such way."""
    here = graph_of(agreement).get(stage_id)
    return here.targets.get(decision) if here else None


def next_step(agreement: Agreement, state: LeadState | None, facts: Facts, at: datetime) -> Step | None:
    """The one automatic step from here: a disqualifier first, else the furthest stage whose criterion holds."""
    if state is None:
        return _furthest(agreement, agreement.stages[:1], facts)
    here = graph_of(agreement).get(state.stage)
    if here is None or here.is_closing:
        return None
    return _disqualified(agreement, here, facts) or _forward(agreement, here, state, facts, at)


def decided_step(agreement: Agreement, stage_id: str, facts: Facts) -> Step | None:
    """The furthest stage from here that a decision among `facts.decided` opens."""
    here = graph_of(agreement).get(stage_id)
    if here is None:
        return None
    ways = [way for way in here.ways if not facts.decided.isdisjoint(decisions_of(way))]
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


def _disqualified(agreement: Agreement, here: Node, facts: Facts) -> Step | None:
    target = here.targets.get("disqualified")
    if target is None:
        return None
    for disqualifier in agreement.disqualify:
        if is_met(disqualifier.when, facts, agreement.lists):
            return Step(target.id, disqualifier.id, judge(disqualifier.when, facts, agreement.lists))
    return None


def _forward(agreement: Agreement, here: Node, state: LeadState, facts: Facts, at: datetime) -> Step | None:
    if not here.is_resting:
        return _furthest(agreement, here.onward, facts)
    is_cooling = state.cool_down_until is not None and at < state.cool_down_until
    if is_cooling or not state.has_new_activity:
        return None
    fresh = Deciding(facts, facts.decided, after=state.entered_at)
    return _furthest(agreement, here.ways, fresh)


def _furthest(agreement: Agreement, ways: Sequence[Stage], facts: Facts) -> Step | None:
    """The first of the ways, which are in order, that is open."""
    for way in ways:
        if isinstance(way.enter, Criterion) and is_met(way.enter, facts, agreement.lists):
            judgement = judge(way.enter, facts, agreement.lists)
            return Step(way.id, ", ".join(judgement.because), judgement)
    return None
