"""Verbs of the outcomes' room."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet, Sum

from accord.agreement.spec import Agreement
from accord.kernel.money import Money
from accord.steps.outcomes import ageing, cards, upserting
from accord.steps.outcomes.contracts import DealAges, DealCard, DealRefused, DealRow, Total, Upserted
from accord.steps.outcomes.fingerprints import fingerprint
from accord.steps.outcomes.models import Opportunity

__all__ = ["fingerprint"]

OURS = "accord"


def open_deal(
    *,
    name: str,
    person_id: int | None,
    account_id: int | None,
    lead_id: int | None,
    owner_member_id: int | None,
    amount: Money | None,
    product: str = "",
    stage: str = "",
    at: datetime,
    now: datetime,
) -> DealCard:
    """A deal that somebody opened here."""
    row = Opportunity.objects.create(
        source=OURS,
        name=name,
        person_id=person_id,
        account_id=account_id,
        lead_id=lead_id,
        owner_member_id=owner_member_id,
        amount_minor=amount.minor if amount else None,
        currency=amount.currency if amount else "",
        product=product,
        stage=stage,
        opened_at=at,
        created_at=now,
        updated_at=now,
    )
    return cards.card(row)


@transaction.atomic
def win(*, deal_id: int, at: datetime, now: datetime, amount: Money | None = None) -> DealCard:
    """Won, for the amount agreed last. Raises DealRefused when it is unknown or decided already."""
    row = _open(deal_id)
    if amount is not None:
        row.amount_minor, row.currency = amount.minor, amount.currency
    return _close(row, "won", at=at, now=now)


@transaction.atomic
def lose(*, deal_id: int, reason: str, agreement: Agreement, at: datetime, now: datetime) -> DealCard:
    """Raises DealRefused without a reason of the agreement, or when it is unknown or decided already."""
    known = [clause.id for clause in agreement.lost_reasons]
    if known and reason not in known:
        raise DealRefused(f"a lost deal needs one of the reasons: {', '.join(known)}", code="reason")
    row = _open(deal_id)
    row.lost_reason = reason
    return _close(row, "lost", at=at, now=now)


@transaction.atomic
def upsert_many(*, source: str, deals: Iterable[DealRow], now: datetime) -> Upserted:
    """Deals of an import, by (source, external_id). Raises DealRefused for an unknown result, before any is written."""
    return upserting.upsert(source, deals, now=now)


@transaction.atomic
def take_back(
    *, added: Iterable[int] = (), before: Mapping[int, Mapping[str, Any]] | None = None, now: datetime
) -> None:
    """Undo of an import or a decision: added deals are cancelled, changed ones as they were `before`."""
    Opportunity.objects.filter(pk__in=list(added)).update(cancelled_at=now, updated_at=now)
    was = before or {}
    rows = list(Opportunity.objects.select_for_update().filter(pk__in=was).order_by("id"))
    for row in rows:
        cards.restore(row, was[row.pk])
        row.updated_at = now
    Opportunity.objects.bulk_update(rows, [*cards.IMPORTED, "updated_at"], batch_size=500)


def snapshot(deal_id: int) -> dict[str, Any]:
    """What `take_back` needs, as JSON. Raises DealRefused when it is unknown."""
    return cards.snapshot(_known(deal_id))


def deal(deal_id: int) -> DealCard:
    """Raises DealRefused when it is unknown."""
    return cards.card(_known(deal_id))


def deals_of(
    *,
    person_ids: Iterable[int] = (),
    account_ids: Iterable[int] = (),
    lead_ids: Iterable[int] = (),
    limit: int = 100,
) -> list[DealCard]:
    """Deals of any of these, the latest first."""
    theirs = Q(person_id__in=set(person_ids)) | Q(account_id__in=set(account_ids)) | Q(lead_id__in=set(lead_ids))
    return [cards.card(row) for row in _standing().filter(theirs).order_by("-id")[:limit]]


def deals(*, result: str = "", owner_member_id: int | None = None, after: int = 0, limit: int = 50) -> list[DealCard]:
    """A page of all deals in the order of their numbers, those after number `after`."""
    rows = _standing().filter(pk__gt=after)
    if result:
        rows = rows.filter(result=result)
    if owner_member_id is not None:
        rows = rows.filter(owner_member_id=owner_member_id)
    return [cards.card(row) for row in rows.order_by("id")[:limit]]


def overdue(*, now: datetime, offset: int = 0, limit: int = 50) -> tuple[DealAges, list[DealCard]]:
    """Deals that are open for longer than three of four took that were won, the oldest first."""
    found = ageing.ages(now=now, offset=offset, limit=limit)
    rows = Opportunity.objects.in_bulk([number for number, _ in found.old])
    return found, [cards.card(rows[number]) for number, _ in found.old]


def totals(*, source: str | None = None) -> list[Total]:
    """How many and how much, by result and currency."""
    rows = _standing() if source is None else _standing().filter(source=source)
    found = rows.values("result", "currency").annotate(n=Count("id"), total=Sum("amount_minor"))
    return [Total(f["result"], f["currency"], f["n"], f["total"] or 0) for f in found.order_by("result", "currency")]


def products() -> list[str]:
    """Every spelling of a product that stands, the oldest first."""
    return [
        name for name, _ in _standing().exclude(product="").values_list("product").annotate(n=Min("id")).order_by("n")
    ]


@transaction.atomic
def follow_merge(*, survivor_id: int, loser_id: int) -> None:
    """The loser's deals are the survivor's."""
    for row in Opportunity.objects.select_for_update().filter(person_id=loser_id).order_by("id"):
        row.person_id, row.was_person_ids = survivor_id, [*row.was_person_ids, loser_id]
        row.save(update_fields=["person_id", "was_person_ids"])


@transaction.atomic
def follow_unmerge(*, survivor_id: int, loser_id: int) -> None:
    """Deals that the merge brought go back."""
    rows = Opportunity.objects.select_for_update().filter(person_id=survivor_id, was_person_ids__contains=[loser_id])
    for row in rows.order_by("id"):
        place = row.was_person_ids.index(loser_id)
        row.person_id, row.was_person_ids = loser_id, row.was_person_ids[:place]
        row.save(update_fields=["person_id", "was_person_ids"])


def _standing() -> QuerySet[Opportunity]:
    return Opportunity.objects.filter(cancelled_at=None)


def _known(deal_id: int, *, is_locked: bool = False) -> Opportunity:
    rows = _standing().select_for_update() if is_locked else _standing()
    row = rows.filter(pk=deal_id).first()
    if row is None:
        raise DealRefused(f"there is no deal {deal_id}", code="unknown")
    return row


def _open(deal_id: int) -> Opportunity:
    row = _known(deal_id, is_locked=True)
    if row.result != "open":
        raise DealRefused(f"the deal is {row.result} already", code="decided")
    return row


def _close(row: Opportunity, result: str, *, at: datetime, now: datetime) -> DealCard:
    row.result, row.closed_at, row.updated_at = result, at, now
    row.save()
    return cards.card(row)
