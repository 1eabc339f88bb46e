"""Rows as the frozen types that cross the wall."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accord.kernel.money import Money
from accord.steps.outcomes.contracts import DealCard, DealRow
from accord.steps.outcomes.models import Opportunity

IMPORTED = (
    "name",
    "person_id",
    "account_id",
    "lead_id",
    "product",
    "amount_minor",
    "currency",
    "stage",
    "owner_member_id",
    "owner_name",
    "opened_at",
    "closed_at",
    "result",
    "lost_reason",
    "extra",
    "cancelled_at",
)


def card(row: Opportunity) -> DealCard:
    return DealCard(
        id=row.pk,
        name=row.name,
        person_id=row.person_id,
        account_id=row.account_id,
        lead_id=row.lead_id,
        product=row.product,
        amount=None if row.amount_minor is None else Money(row.amount_minor, row.currency),
        stage=row.stage,
        owner_member_id=row.owner_member_id,
        owner_name=row.owner_name,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        result=row.result,
        lost_reason=row.lost_reason,
        source=row.source,
        external_id=row.external_id,
    )


def values(deal: DealRow) -> dict[str, Any]:
    """What an import says, by column."""
    said = {name: getattr(deal, name) for name in IMPORTED if hasattr(deal, name)}
    return {
        **said,
        "amount_minor": deal.amount.minor if deal.amount else None,
        "currency": deal.amount.currency if deal.amount else "",
        "extra": dict(deal.extra),
        "cancelled_at": None,
    }


def snapshot(row: Opportunity) -> dict[str, Any]:
    """What an undo puts back, as JSON."""
    kept = {name: getattr(row, name) for name in IMPORTED}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items()}


def restore(row: Opportunity, was: Mapping[str, Any]) -> None:
    for name, value in was.items():
        is_instant = name.endswith("_at") and value is not None
        setattr(row, name, datetime.fromisoformat(value) if is_instant else value)
