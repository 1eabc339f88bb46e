"""Verbs of the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.kernel.actor import Actor
from accord.ledger.contracts import FactCard
from accord.ledger.models import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision about to be written; see FactCard for the meaning of the fields."""

    kind: str
    subject_kind: str
    subject_id: int
    at: datetime
    actor: Actor
    agreement_id: int | None = None
    reason: str = ""
    body: dict[str, Any] = field(default_factory=dict)


def record_all(entries: Iterable[Entry], *, now: datetime) -> list[int]:
    """Write decisions in the order given, in the caller's transaction; returns their numbers in that order."""
    rows = [
        Fact(
            kind=e.kind,
            subject_kind=e.subject_kind,
            subject_id=e.subject_id,
            at=e.at,
            recorded_at=now,
            actor=str(e.actor),
            agreement_id=e.agreement_id,
            reason=e.reason,
            body=e.body,
        )
        for e in entries
    ]
    return [row.pk for row in Fact.objects.bulk_create(rows)]


def record(
    *,
    kind: str,
    subject_kind: str,
    subject_id: int,
    at: datetime,
    now: datetime,
    actor: Actor,
    agreement_id: int | None = None,
    reason: str = "",
    body: dict[str, Any] | None = None,
) -> int:
    """Write one decision in the caller's transaction; returns its number."""
    entry = Entry(
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        at=at,
        actor=actor,
        agreement_id=agreement_id,
        reason=reason,
        body=body or {},
    )
    return record_all([entry], now=now)[0]


def fact(fact_id: int) -> FactCard | None:
    """The decision of that number."""
    row = Fact.objects.filter(pk=fact_id).first()
    return _card(row) if row else None


def about(subject_kind: str, subject_id: int, *, limit: int = 200) -> list[FactCard]:
    """The decisions about one subject, latest first."""
    rows = Fact.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-id")[:limit]
    return [_card(row) for row in rows]


def about_each(subject_kind: str, subject_ids: Iterable[int]) -> dict[int, list[FactCard]]:
    """The decisions about each of these subjects, in the order they were written."""
    found: dict[int, list[FactCard]] = {}
    for row in Fact.objects.filter(subject_kind=subject_kind, subject_id__in=set(subject_ids)).order_by("id"):
        found.setdefault(row.subject_id, []).append(_card(row))
    return found


def of_kind(kinds: Sequence[str], *, after: int = 0, limit: int = 10_000) -> list[FactCard]:
    """Decisions of these kinds in the order they were written, those after number `after`."""
    return [_card(row) for row in Fact.objects.filter(kind__in=kinds, id__gt=after).order_by("id")[:limit]]


def _card(row: Fact) -> FactCard:
    return FactCard(
        row.pk,
        row.kind,
        row.subject_kind,
        row.subject_id,
        row.at,
        row.recorded_at,
        Actor.parse(row.actor),
        row.agreement_id,
        row.reason,
        row.body,
    )
