"""An agreement as the stage machine reads it: what a history must be decoded for, the plan of its scores, its graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from accord.agreement.spec import Agreement, ByPeople, Criterion, Stage
from accord.engines.contracts import Plan
from accord.engines.stages import NOWHERE, DecisionLine, Graph, Program, StageLine
from accord.journey.replay.criteria import DECISIONS, Programs
from accord.steps.handoff import api as handoff
from accord.steps.lifecycle import api as lifecycle
from accord.steps.scoring import api as scoring
from accord.steps.scoring.api import Conditions

KEPT = frozenset(("accepted", "deal_opened", "deal_won", "deal_lost"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One kind of decision of people, apart from any agreement: a lead was moved `to` a stage for a `reason`, by what
    was `decided`. Without `to` it is only remembered. `is_of_sales`: about a lead that sales had at that instant."""

    to: str = ""
    reason: str = ""
    decided: tuple[str, ...] = ()
    is_of_sales: bool = False
    is_opening: bool = False
    takes: bool = False


@dataclass(frozen=True, eq=False)
class Compiled:
    """One agreement. `leaves` are the criteria of the graph's nodes, for words."""

    conditions: Conditions
    graph: Graph
    leaves: tuple[Criterion, ...]
    enter: Mapping[str, Program]

    @property
    def agreement(self) -> Agreement:
        return self.conditions.agreement

    @property
    def plan(self) -> Plan:
        return self.conditions.program.plan

    @cached_property
    def stage_ids(self) -> tuple[str, ...]:
        return tuple(stage.id for stage in self.agreement.stages)

    @cached_property
    def priority(self) -> int:
        """The place of the score that orders queues."""
        plain = next((score for score in self.agreement.scores if not score.grades), self.agreement.scores[0])
        return self.conditions.program.score_ids.index(plain.id)

    def telling(self, told: Sequence[Told]) -> Graph:
        """The graph with what each of these decisions does in it."""
        return replace(self.graph, decisions=tuple(_decision(self.agreement, one) for one in told))


def compiled(agreement: Agreement) -> Compiled:
    """The program, the graph and the conditions of an agreement."""
    conditions = scoring.conditions(agreement)
    programs = Programs(conditions)
    enter = {stage.id: programs.of(stage.enter) for stage in agreement.stages if isinstance(stage.enter, Criterion)}
    disqualifiers = tuple(programs.of(one.when) for one in agreement.disqualify)
    stages = tuple(_stage(agreement, stage, enter, programs, disqualifiers) for stage in agreement.stages)
    graph = Graph(
        nodes=tuple(programs.nodes),
        stages=stages,
        disqualifiers=disqualifiers,
        bits=len(conditions.bits),
        reasons=len(agreement.recycle_reasons),
        is_eager=enter.get(agreement.stages[0].id) in programs.eager,
        turns=tuple(score.thresholds for score in conditions.program.plan.scores),
    )
    return Compiled(conditions, graph, tuple(programs.leaves), enter)


def _stage(
    agreement: Agreement,
    stage: Stage,
    enter: Mapping[str, Program],
    programs: Programs,
    disqualifiers: Sequence[Program],
) -> StageLine:
    node = lifecycle.graph_of(agreement)[stage.id]
    places = {one.id: place for place, one in enumerate(agreement.stages)}
    out = node.targets.get("disqualified")
    ways = node.ways if node.is_resting else node.onward
    asked = [enter[way.id] for way in ways if way.id in enter] + (list(disqualifiers) if out else [])
    return StageLine(
        enter=enter.get(stage.id),
        ways=tuple(places[way.id] for way in node.ways),
        onward=tuple(places[way.id] for way in node.onward),
        disqualified=places[out.id] if out else NOWHERE,
        is_resting=node.is_resting,
        is_closing=node.is_closing,
        is_anew=node.is_resting or node.is_closing or stage.id == agreement.stages[0].id,
        is_offered=handoff.is_offered_at(agreement, stage.id),
        is_over=handoff.is_over(agreement, stage.id),
        is_eager=not node.is_closing and not programs.eager.isdisjoint(asked),
    )


def _decision(agreement: Agreement, told: Told) -> DecisionLine:
    stage = _meant(agreement, told)
    places = {one.id: place for place, one in enumerate(agreement.stages)}
    decided = set(told.decided) if stage is None else _decided_by(stage)
    clause = next((one for one in agreement.recycle_reasons if one.id == told.reason), None)
    is_rest = stage is not None and lifecycle.graph_of(agreement)[stage.id].is_resting and clause is not None
    out = next((one for one in agreement.stages if "disqualified" in lifecycle.decisions_of(one)), None)
    return DecisionLine(
        to=places[stage.id] if stage else NOWHERE,
        cool_down=clause.cool_down.micros if is_rest and clause and clause.cool_down else 0,
        decides=sum(1 << DECISIONS.index(one) for one in decided & KEPT),
        needs_handoff=told.is_of_sales,
        is_opening=told.is_opening,
        takes=told.takes,
        reason=agreement.recycle_reasons.index(clause) if is_rest and clause else NOWHERE,
        at_most=(clause.at_most or 0) if is_rest and clause else 0,
        otherwise=places[out.id] if out and told.is_of_sales else NOWHERE,
    )


def _meant(agreement: Agreement, told: Told) -> Stage | None:
    """The stage of that name, else the first that the same decision opens."""
    if not told.to:
        return None
    if told.is_opening:
        return agreement.stages[0]
    same = next((stage for stage in agreement.stages if stage.id == told.to), None)
    decided = set(told.decided)
    return same or next((one for one in agreement.stages if decided & lifecycle.decisions_of(one)), None)


def _decided_by(stage: Stage) -> frozenset[str]:
    return frozenset() if isinstance(stage.enter, ByPeople) else lifecycle.decisions_of(stage)
