"""One lead walked through moments of its person, late ones included. Pure: no database, no clock.

A moment is judged by the stage that the lead had at that moment. Where the lead stands elsewhere by now, the step is
made from where it stands if the graph allows it, and takes effect at the moment's own time; what people decided
after that moment stays decided. Nothing made before is rewritten.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from accord.agreement.spec import Agreement
from accord.kernel.instants import to_micros
from accord.steps.lifecycle.contracts import Facts, Moment
from accord.steps.lifecycle.facts import Sight
from accord.steps.lifecycle.graph import Graph, graph_of
from accord.steps.lifecycle.rules import LeadState, Step, next_step


@dataclass(frozen=True, slots=True)
class Made:
    """A transition as the walk needs it."""

    at: datetime
    to: str
    is_by_people: bool


@dataclass(slots=True)
class Journey:
    """A lead under way; `now` is None before it is opened. `made` is in the order of recording, undone ones left out;
    only those that late moments can meet are needed, the last one at least."""

    now: LeadState | None = None
    made: list[Made] = field(default_factory=list)
    decided: Mapping[str, int] = field(default_factory=dict)
    steps: list[tuple[datetime, str, Step]] = field(default_factory=list)

    def decided_at(self, at: datetime) -> frozenset[str]:
        if not self.decided:
            return frozenset()
        moment = to_micros(at)
        return frozenset(name for name, since in self.decided.items() if since <= moment)

    def take(self, step: Step, moment: Moment) -> None:
        """Where the criterion names no touches of its own, the one that carried the score there is the evidence."""
        at = moment.at
        if moment.message_id and not step.judgement.touches:
            step = replace(step, judgement=replace(step.judgement, touches=(moment.message_id,)))
        self.steps.append((at, self.now.stage if self.now else "", step))
        self.made.append(Made(at, step.to, False))
        self.now = LeadState(step.to, at)


def walk(agreement: Agreement, journey: Journey, sights: Iterable[Sight]) -> Journey:
    """Takes every automatic step that the moments bring; the journey holds them in `steps`, in order."""
    graph = graph_of(agreement)
    for sight in sights:
        _see(graph, journey, sight)
        facts = sight.facts(agreement, journey.decided_at(sight.moment.at))
        for _ in agreement.stages:
            step = _step(agreement, journey, facts, sight.moment.at)
            if step is None:
                break
            journey.take(step, sight.moment)
    return journey


def _see(graph: Graph, journey: Journey, sight: Sight) -> None:
    state = journey.now
    if state is None or state.has_new_activity or not sight.is_activity or sight.moment.at <= state.entered_at:
        return
    here = graph.get(state.stage)
    if here and here.is_resting:
        journey.now = LeadState(state.stage, state.entered_at, state.cool_down_until, has_new_activity=True)


def _step(agreement: Agreement, journey: Journey, facts: Facts, at: datetime) -> Step | None:
    state = journey.now
    if state is None or at >= state.entered_at:
        return next_step(agreement, state, facts, at)
    here = graph_of(agreement).get(state.stage)
    if here is None or here.is_closing or any(made.is_by_people and made.at > at for made in journey.made):
        return None
    then = _state_then(agreement, journey, facts, at)
    step = next_step(agreement, then, facts, at) if then else None
    return step if step and step.to in here.stage.goes_to else None


def _state_then(agreement: Agreement, journey: Journey, facts: Facts, at: datetime) -> LeadState | None:
    """The lead at that moment; before it was opened, as it would have been opened. None while it rested."""
    before = [made for made in journey.made if made.at <= at]
    if not before:
        opening = next_step(agreement, None, facts, at)
        return LeadState(opening.to, at) if opening else None
    then = graph_of(agreement).get(before[-1].to)
    return LeadState(then.stage.id, before[-1].at) if then and not then.is_resting else None
