"""On to the stage that people decide, with answers."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accord.agreement.spec import Agreement, ByPeople, Stage
from accord.journey.desk.done import Decision, DeskRefused, Done
from accord.members.contracts import MemberCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard


@transaction.atomic
def qualify(*, lead_id: int, answers: Mapping[str, str], by: MemberCard, now: datetime) -> Done:
    """To the next stage that people decide, with the answers it asks for. Raises MoveRefused where an answer lacks or
    the graph has no way, DeskRefused where it is the other side's to decide."""
    decision = Decision.begun(by, now)
    card = decision.hold_lead(lead_id)
    target = _next_by_people(decision.version.agreement, card)
    _check_side(decision.version.agreement, target, by)
    decision.moved.append(
        lifecycle.move(
            lead_id=lead_id,
            to=target,
            actor=decision.actor,
            at=now,
            now=now,
            version=decision.version,
            answers=answers,
        )
    )
    return decision.finish("LeadQualified", answers=dict(answers))


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
