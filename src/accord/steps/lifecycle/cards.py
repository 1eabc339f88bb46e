"""Rows as the frozen types that cross the wall."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accord.kernel.actor import Actor, ActorKind
from accord.steps.lifecycle.contracts import UNITS_PER_POINT, Judgement, LeadCard, Moved, TransitionCard
from accord.steps.lifecycle.models import Lead, Transition
from accord.steps.lifecycle.rules import LeadState

BY_PEOPLE = (ActorKind.MEMBER, ActorKind.IMPORT, ActorKind.SYNC)


def card(lead: Lead) -> LeadCard:
    return LeadCard(
        id=lead.pk,
        person_id=lead.person_id,
        account_id=lead.account_id,
        motion=lead.motion,
        stage=lead.stage,
        opened_at=lead.opened_at,
        entered_stage_at=lead.entered_stage_at,
        closed_at=lead.closed_at,
        closed_as=lead.closed_as,
        owner_member_id=lead.owner_member_id,
        cool_down_until=lead.cool_down_until,
        recycle_count=lead.recycle_count,
        source=lead.source,
        campaign=lead.campaign,
        industry=lead.industry,
    )


def transition_card(row: Transition, *, is_undone: bool) -> TransitionCard:
    return TransitionCard(
        id=row.pk,
        lead_id=row.lead_id,
        from_stage=row.from_stage,
        to_stage=row.to_stage,
        effective_at=row.effective_at,
        recorded_at=row.recorded_at,
        actor=Actor.parse(row.actor),
        agreement_id=row.agreement_id,
        reason=row.reason,
        evidence=row.evidence,
        undoes=row.undoes_id,
        is_undone=is_undone,
    )


def moved(lead: Lead, row: Transition) -> Moved:
    return Moved(
        transition_id=row.pk,
        lead_id=lead.pk,
        person_id=lead.person_id,
        account_id=lead.account_id,
        motion=lead.motion,
        from_stage=row.from_stage,
        to_stage=row.to_stage,
        effective_at=row.effective_at,
        actor=Actor.parse(row.actor),
        reason=row.reason,
        evidence=row.evidence,
    )


def state(lead: Lead) -> LeadState:
    return LeadState(lead.stage, lead.entered_stage_at, lead.cool_down_until, lead.has_new_activity)


def is_by_people(row: Transition) -> bool:
    return Actor.parse(row.actor).kind in BY_PEOPLE


def evidence(judgement: Judgement) -> dict[str, Any]:
    """Scores in points (exact in binary), the message ids of the touches, and what holds in words."""
    return {
        "scores": {name: points(units) for name, units in judgement.scores.items()},
        "touches": list(judgement.touches),
        "because": list(judgement.because),
    }


def points(units: int) -> int | float:
    whole, rest = divmod(units, UNITS_PER_POINT)
    return units / UNITS_PER_POINT if rest else whole


def snapshot(lead: Lead) -> dict[str, Any]:
    """What an undo puts back."""
    kept = {name: getattr(lead, name) for name in SNAPSHOT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items()}


def restore(lead: Lead, kept: Mapping[str, Any]) -> None:
    for name, value in kept.items():
        is_instant = name.endswith(("_at", "_until")) and value is not None
        setattr(lead, name, datetime.fromisoformat(value) if is_instant else value)


SNAPSHOT = (
    "stage",
    "entered_stage_at",
    "closed_at",
    "closed_as",
    "owner_member_id",
    "cool_down_until",
    "wake_at",
    "has_new_activity",
    "recycle_count",
    "recycled",
    "decided",
)
