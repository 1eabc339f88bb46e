"""What people decide about a lead's stage."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accord.agreement.spec import Agreement, ByPeople, Stage
from accord.journey.desk.done import Decision, DeskRefused, Done
from accord.members.contracts import MemberCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard


@transaction.atomic
def qualify(*, lead_id: int, answers: Mapping[str, str], by: MemberCard, now: datetime, to: str | None = None) -> Done:
    """To the next stage that people decide, with the answers it asks for. Raises MoveRefused where an answer lacks or
    the graph has no way, DeskRefused where it is the other side's to decide."""
    decision = Decision.begun(by, now)
    card = decision.hold_lead(lead_id)
    target = to or _next_by_people(decision.version.agreement, card)
    _check_side(decision.version.agreement, target, by)
    _move(decision, card, target, answers=answers)
    return decision.finish("LeadQualified", answers=dict(answers))


@transaction.atomic
def move(
    *,
    lead_id: int,
    to: str,
    by: MemberCard,
    now: datetime,
    reason: str = "",
    answers: Mapping[str, str] | None = None,
) -> Done:
    """To any stage that the graph allows. Raises MoveRefused, naming the allowed ones, and DeskRefused where it is
    the other side's to decide."""
    decision = Decision.begun(by, now)
    card = decision.hold_lead(lead_id)
    _check_side(decision.version.agreement, to, by)
    _move(decision, card, to, reason=reason, answers=answers)
    return decision.finish("LeadMovedByHand", reason=reason)


@transaction.atomic
def disqualify(*, lead_id: int, reason: str, by: MemberCard, now: datetime, note: str = "") -> Done:
    """Not a buyer for us. Raises MoveRefused without a reason or where the graph has no way."""
    decision = Decision.begun(by, now)
    decision.hold_lead(lead_id)
    made = lifecycle.disqualify(
        lead_id=lead_id, reason=reason, actor=decision.actor, at=now, now=now, version=decision.version, note=note
    )
    decision.moved.append(made)
    return decision.finish("LeadDisqualified", reason=reason, note=note)


@transaction.atomic
def reopen(*, lead_id: int, by: MemberCard, now: datetime, to: str | None = None, reason: str = "") -> Done:
    """A closed lead goes on at the first stage that the graph allows from where it ended. Raises MoveRefused where
    there is none or the person has another open lead, DeskRefused where it is not closed."""
    decision = Decision.begun(by, now)
    card = decision.hold_lead(lead_id)
    if card.closed_at is None:
        raise DeskRefused("the lead is open", code="open")
    ways = lifecycle.ways(card, decision.version)
    if not ways and to is None:
        raise DeskRefused(f"a lead that is {card.stage} cannot be reopened; add a new one", code="no-way")
    _move(decision, card, to or ways[0], reason=reason or "reopened")
    return decision.finish("LeadReopened", reason=reason)


def _move(
    decision: Decision, card: LeadCard, to: str, *, reason: str = "", answers: Mapping[str, str] | None = None
) -> None:
    decision.moved.append(
        lifecycle.move(
            lead_id=card.id,
            to=to,
            actor=decision.actor,
            at=decision.now,
            now=decision.now,
            version=decision.version,
            reason=reason,
            answers=answers,
        )
    )


def _next_by_people(agreement: Agreement, card: LeadCard) -> str:
    here = _stage(agreement, card.stage)
    ways = [_stage(agreement, to) for to in here.goes_to] if here else []
    found = next((stage.id for stage in ways if stage and isinstance(stage.enter, ByPeople)), None)
    if found is None:
        allowed = ", ".join(here.goes_to) if here else ""
        raise DeskRefused(f"from {card.stage} people decide no stage; it may go to {allowed or 'none'}", code="no-way")
    return found


def _check_side(agreement: Agreement, to: str, by: MemberCard) -> None:
    target = _stage(agreement, to)
    if target and isinstance(target.enter, ByPeople) and by.team not in ("", target.enter.by):
        raise DeskRefused(f"{to} is decided by {target.enter.by}", code="other-side")


def _stage(agreement: Agreement, stage_id: str) -> Stage | None:
    return next((stage for stage in agreement.stages if stage.id == stage_id), None)
