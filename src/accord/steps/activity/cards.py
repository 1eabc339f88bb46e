"""Rows as the frozen types that cross the wall."""

from accord.steps.activity.contracts import ActivityCard, ImpressionCard, MarkCard
from accord.steps.activity.models import Activity, Impression, Misled


def activity(row: Activity) -> ActivityCard:
    return ActivityCard(
        id=row.pk,
        lead_id=row.lead_id,
        person_id=row.person_id,
        member_id=row.member_id,
        kind=row.kind,
        outcome=row.outcome,
        note=row.note,
        at=row.at,
        logged_at=row.logged_at,
    )


def impression(row: Impression) -> ImpressionCard:
    return ImpressionCard(
        id=row.pk,
        lead_id=row.lead_id,
        handoff_id=row.handoff_id,
        member_id=row.member_id,
        answer=row.answer,
        note=row.note,
        at=row.at,
    )


def mark(row: Misled) -> MarkCard:
    return MarkCard(
        id=row.pk,
        lead_id=row.lead_id,
        handoff_id=row.handoff_id,
        member_id=row.member_id,
        rule=row.rule,
        reason=row.reason,
        version_id=row.version_id,
        at=row.at,
    )
