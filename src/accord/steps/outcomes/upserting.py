"""Deals of an import, by their key."""

from collections.abc import Iterable
from datetime import datetime

from accord.steps.outcomes import cards
from accord.steps.outcomes.contracts import RESULTS, DealRefused, DealRow, Upserted
from accord.steps.outcomes.models import Opportunity


def upsert(source: str, deals: Iterable[DealRow], *, now: datetime) -> Upserted:
    """Of equal keys in one batch the last wins."""
    wanted = {deal.external_id: deal for deal in deals}
    _check(wanted)
    rows = Opportunity.objects.select_for_update().filter(source=source, external_id__in=wanted)
    known = {str(row.external_id): row for row in rows.order_by("id")}
    before = {row.pk: cards.snapshot(row) for row in known.values()}
    new, changed = [], []
    for key, deal in wanted.items():
        row = known.get(key)
        said = cards.values(deal)
        if row is None:
            new.append(Opportunity(source=source, external_id=key, created_at=now, updated_at=now, **said))
        elif any(getattr(row, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(row, name, value)
            row.updated_at = now
            changed.append(row)
    Opportunity.objects.bulk_create(new, batch_size=1000)
    Opportunity.objects.bulk_create(
        changed,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*cards.IMPORTED, "updated_at"],
    )
    return Upserted(
        added=tuple(row.pk for row in new),
        changed=tuple(row.pk for row in changed),
        unchanged=len(wanted) - len(new) - len(changed),
        before={row.pk: before[row.pk] for row in changed},
    )


def _check(wanted: dict[str, DealRow]) -> None:
    for key, deal in wanted.items():
        if deal.result not in RESULTS:
            raise DealRefused(f"deal {key}: the result is {', '.join(RESULTS)}; not {deal.result!r}", code="result")
