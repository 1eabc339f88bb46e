"""Sales' say over marketing: whom programs leave alone, until when, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import Q, QuerySet

from accord.agreement import api as agreements
from accord.kernel.errors import Refused
from accord.ledger import api as ledger
from accord.members.contracts import MemberCard
from accord.planning.models import Suppression
from accord.steps.identity import api as identity

Kind = Literal["person", "account"]
LONGEST = timedelta(days=730)


class SuppressionRefused(Refused):
    """Nothing is said, the end is past, or it is over already."""

    code = "suppression"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionCard:
    """`until` None: until somebody lifts it."""

    id: int
    kind: Kind
    subject_id: int
    reason: str
    made_by: int
    made_at: datetime
    until: datetime | None
    lifted_by: int | None
    lifted_at: datetime | None


@transaction.atomic
def suppress(
    *, kind: Kind, subject_id: int, reason: str, until: datetime | None = None, by: MemberCard, now: datetime
) -> SuppressionCard:
    """Programs leave this person, or everybody at this account, alone. Raises SuppressionRefused without a reason, for
    an end that is past or more than two years ahead, and where it holds already."""
    if not reason.strip() or len(reason) > 300:
        raise SuppressionRefused("say why, in at most 300 characters", code="reason")
    if until is not None and not now < until <= now + LONGEST:
        raise SuppressionRefused("the end is an instant to come, at most two years ahead", code="until")
    person_id, account_id = (subject_id, None) if kind == "person" else (None, subject_id)
    meant = [i for part in identity.ids_meaning(person_id=person_id, account_id=account_id) for i in part]
    if _holding(now).filter(subject_kind=kind, subject_id__in=meant).exists():
        raise SuppressionRefused(f"programs leave this {kind} alone already", code="twice")
    row = Suppression.objects.create(
        subject_kind=kind, subject_id=subject_id, reason=reason.strip(), made_by=by.id, made_at=now, until=until
    )
    _record("Suppressed", row, by, now)
    return _card(row)


@transaction.atomic
def lift(*, suppression_id: int, by: MemberCard, now: datetime) -> SuppressionCard:
    """Programs may write to them again. Raises SuppressionRefused where it is over, or there is none."""
    row = Suppression.objects.select_for_update().filter(pk=suppression_id).first()
    if row is None or row.lifted_at is not None or (row.until is not None and row.until <= now):
        raise SuppressionRefused("that is over already", code="over")
    row.lifted_by, row.lifted_at = by.id, now
    row.save(update_fields=["lifted_by", "lifted_at"])
    _record("SuppressionLifted", row, by, now)
    return _card(row)


def holding_for(*, person_id: int | None = None, account_id: int | None = None, now: datetime) -> list[SuppressionCard]:
    """What keeps programs from this person or account: their own, and for a person their account's."""
    people, accounts = identity.ids_meaning(person_id=person_id, account_id=account_id)
    theirs = Q(subject_kind="person", subject_id__in=people) | Q(subject_kind="account", subject_id__in=accounts)
    return [_card(row) for row in _holding(now).filter(theirs).order_by("id")]


def suppressed(accounts_of: Mapping[int, int | None], *, now: datetime) -> set[int]:
    """Those of these people (person → account) whom programs leave alone. Ask before each step of a program."""
    ids = identity.ids_of(person_ids=list(accounts_of))
    of_accounts = identity.ids_of_accounts(account_ids={one for one in accounts_of.values() if one is not None})
    people = _subjects("person", [i for part in ids.values() for i in part], now)
    companies = _subjects("account", [i for part in of_accounts.values() for i in part], now)
    alone = {account for account, part in of_accounts.items() if companies.intersection(part)}
    return {one for one, account in accounts_of.items() if people.intersection(ids[one]) or account in alone}


def latest(*, now: datetime, offset: int = 0, limit: int = 50) -> tuple[list[SuppressionCard], int]:
    """What holds, the latest first, and how many there are."""
    rows = _holding(now).order_by("-made_at", "-id")
    return [_card(row) for row in rows[offset : offset + limit]], rows.count()


def _holding(now: datetime) -> QuerySet[Suppression]:
    return Suppression.objects.filter(Q(until=None) | Q(until__gt=now), lifted_at=None)


def _subjects(kind: Kind, ids: Collection[int], now: datetime) -> set[int]:
    rows = _holding(now).filter(subject_kind=kind, subject_id__in=list(ids))
    return set(rows.values_list("subject_id", flat=True))


def _record(kind: str, row: Suppression, by: MemberCard, now: datetime) -> None:
    version = agreements.in_force(now)
    ledger.record(
        kind=kind,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        at=now,
        now=now,
        actor=by.actor,
        agreement_id=version.id if version else None,
        reason=row.reason,
        body={"suppression": row.pk, "until": row.until.isoformat() if row.until else None},
    )


def _card(row: Suppression) -> SuppressionCard:
    return SuppressionCard(
        id=row.pk,
        kind="account" if row.subject_kind == "account" else "person",
        subject_id=row.subject_id,
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
        until=row.until,
        lifted_by=row.lifted_by,
        lifted_at=row.lifted_at,
    )
