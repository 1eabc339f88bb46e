"""Rows as the frozen types that cross the wall."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accord.kernel.instants import from_micros
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.handoff.models import NEVER, Handoff

_SNAPSHOT = (
    "member_id",
    "assigned_at",
    "accepted_at",
    "closed_at",
    "closed_as",
    "snoozed_until",
    "tried_at",
    "share",
    "stage",
    "stage_rank",
    "rank",
)


def card(row: Handoff) -> HandoffCard:
    return HandoffCard(
        id=row.pk,
        lead_id=row.lead_id,
        person_id=row.person_id,
        account_id=row.account_id,
        motion=row.motion,
        member_id=row.member_id,
        stage=row.stage,
        grade=row.grade,
        units=row.units,
        why=row.why,
        offered_at=row.offered_at,
        accepted_at=row.accepted_at,
        snoozed_until=row.snoozed_until,
        closed_at=row.closed_at,
        state=row.closed_as or ("accepted" if row.accepted_at else "waiting"),
        agreement_id=row.agreement_id,
        candidates=tuple(row.candidates),
        rank=row.rank,
        team=row.team,
        route=row.route,
        passed=tuple(row.passed),
        routed_by=row.routed_by,
        assigned_at=row.assigned_at,
        is_pooled=row.member_id is None and row.tried_at is None,
        due_at=None if row.due == NEVER else from_micros(row.due),
    )


def snapshot(row: Handoff) -> dict[str, Any]:
    """What an undo puts back, as JSON."""
    kept = {name: getattr(row, name) for name in _SNAPSHOT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items()}


def restore(row: Handoff, kept: Mapping[str, Any]) -> None:
    for name, value in kept.items():
        is_instant = name.endswith(("_at", "_until")) and value is not None
        setattr(row, name, datetime.fromisoformat(value) if is_instant else value)
