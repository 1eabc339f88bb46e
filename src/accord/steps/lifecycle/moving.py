"""The one engine that moves a lead, for every door."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement, ByPeople, Stage
from accord.kernel.actor import Actor
from accord.kernel.instants import to_micros
from accord.ledger import api as ledger
from accord.steps.lifecycle.cards import BY_PEOPLE, moved
from accord.steps.lifecycle.cards import evidence as evidence_of
from accord.steps.lifecycle.contracts import Facts, Moved, MoveRefused
from accord.steps.lifecycle.facts import Deciding
from accord.steps.lifecycle.graph import decisions_of, is_closing, is_resting
from accord.steps.lifecycle.models import Lead, Transition
from accord.steps.lifecycle.rules import (
    check_answers,
    check_way,
    decided_step,
    recycle_reason,
    stage_of,
    target_of,
)


def locked(lead_id: int) -> Lead:
    """The lead, held until the transaction ends. Raises MoveRefused where there is none."""
    lead = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if lead is None:
        raise MoveRefused(f"there is no lead {lead_id}", code="unknown")
    return lead


def move_locked(
    lead: Lead,
    to: str,
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
    version: Version,
    reason: str,
    evidence: Mapping[str, Any],
    answers: Mapping[str, str],
) -> Moved:
    """Checks the way, makes the transition, tells the ledger."""
    agreement = version.agreement
    check_in_use(lead)
    target = check_way(agreement, lead.stage, to)
    if isinstance(target.enter, ByPeople) and actor.kind not in BY_PEOPLE:
        raise MoveRefused(f"{to} is decided by people of {target.enter.by}", code="by-people")
    check_answers(target, answers)
    if "disqualified" in decisions_of(target) and not reason.strip():
        raise MoveRefused("to disqualify needs a reason", code="reason")
    shown = {**evidence, **({"answers": dict(answers)} if answers else {})}
    row = transition(lead, to, actor=actor, at=at, now=now, version=version, reason=reason, evidence=shown)
    enter(lead, target, agreement=agreement, at=at, reason=reason)
    _check_only_open(lead)
    lead.save()
    row.save()
    tell([(lead, row)], now=now)
    return moved(lead, row)


def check_in_use(lead: Lead) -> None:
    """Raises MoveRefused for a lead that nothing may move any more."""
    if lead.closed_as == "merged":
        raise MoveRefused("the lead was closed when two people were merged", code="merged")
    if lead.closed_as == "withdrawn":
        raise MoveRefused("the lead was withdrawn with the import that brought its person", code="withdrawn")


def transition(
    lead: Lead,
    to: str,
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
    version: Version,
    reason: str,
    evidence: Mapping[str, Any],
    from_stage: str | None = None,
) -> Transition:
    """The row of a transition, not yet saved."""
    return Transition(
        lead=lead,
        from_stage=lead.stage if from_stage is None else from_stage,
        to_stage=to,
        effective_at=at,
        recorded_at=now,
        actor=str(actor),
        agreement_id=version.id,
        reason=reason,
        evidence=dict(evidence),
    )


def enter(lead: Lead, stage: Stage, *, agreement: Agreement, at: datetime, reason: str) -> None:
    """What being at a stage means for the lead: closed, resting, or under way. Raises MoveRefused for a recycle
    without a reason of the agreement, or one too many."""
    lead.stage, lead.entered_stage_at = stage.id, at
    lead.cool_down_until = lead.wake_at = None
    lead.has_new_activity = False
    lead.lacks, lead.lacks_kind = [], ""
    is_end = is_closing(stage)
    lead.closed_at, lead.closed_as = (at, stage.id) if is_end else (None, "")
    if is_resting(stage):
        _rest(lead, agreement, at=at, reason=reason)
    if is_resting(stage) or is_end or stage.id == agreement.stages[0].id:
        lead.decided = {}


def _rest(lead: Lead, agreement: Agreement, *, at: datetime, reason: str) -> None:
    clause = recycle_reason(agreement, reason)
    times = lead.recycled.get(reason, 0)
    if clause.at_most is not None and times >= clause.at_most:
        raise MoveRefused(
            f"the lead was recycled {times} times for {reason}; the agreement allows {clause.at_most}",
            code="recycled-too-often",
        )
    lead.recycled = {**lead.recycled, reason: times + 1}
    lead.recycle_count += 1
    if clause.cool_down:
        lead.cool_down_until = lead.wake_at = at + timedelta(microseconds=clause.cool_down.micros)


def _check_only_open(lead: Lead) -> None:
    others = Lead.objects.filter(person_id=lead.person_id, motion=lead.motion, closed_at=None).exclude(pk=lead.pk)
    if lead.closed_at is None and others.exists():
        raise MoveRefused(f"the person has another open lead for {lead.motion}", code="open-lead")


def remember(lead: Lead, decisions: frozenset[str], at: datetime) -> None:
    """Keep decisions of people for criteria that read them; the first instant of each counts."""
    lead.decided = {**dict.fromkeys(decisions, to_micros(at)), **lead.decided}


def tell(made: list[tuple[Lead, Transition]], *, now: datetime) -> None:
    """One fact for each transition."""
    ledger.record_all(
        [
            ledger.Entry(
                kind="LeadMoved",
                subject_kind="lead",
                subject_id=lead.pk,
                at=row.effective_at,
                actor=Actor.parse(row.actor),
                agreement_id=row.agreement_id,
                reason=row.reason,
                body={
                    "from": row.from_stage,
                    "to": row.to_stage,
                    "person": lead.person_id,
                    "transition": row.pk,
                    "undoes": row.undoes_id,
                },
            )
            for lead, row in made
        ],
        now=now,
    )


def follow(
    lead: Lead, facts: Facts, *, actor: Actor, at: datetime, now: datetime, version: Version, reason: str
) -> Iterator[Moved]:
    """Take the steps that the lead's decisions open, one after the other."""
    for _ in version.agreement.stages:
        step = decided_step(version.agreement, lead.stage, Deciding(facts, frozenset(lead.decided)))
        if step is None:
            return
        yield move_locked(
            lead,
            step.to,
            actor=actor,
            at=at,
            now=now,
            version=version,
            reason=reason or step.reason,
            evidence=evidence_of(step.judgement),
            answers={},
        )


def by_decision(
    lead_id: int,
    decision: str,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
    version: Version,
    note: str,
) -> Moved:
    """Where the decision takes the lead. Raises MoveRefused where the graph has no such way from here."""
    lead = locked(lead_id)
    target = target_of(version.agreement, lead.stage, decision)
    if target is None:
        here = stage_of(version.agreement, lead.stage)
        allowed = ", ".join(here.goes_to) if here else ""
        raise MoveRefused(f"a lead at {lead.stage} cannot be {decision}; it may go to {allowed or 'no stage'}")
    return move_locked(
        lead,
        target.id,
        actor=actor,
        at=at,
        now=now,
        version=version,
        reason=reason,
        evidence={"note": note} if note else {},
        answers={},
    )
