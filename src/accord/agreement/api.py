"""Verbs of the agreement: check it, put it in force, and say which version was in force when."""

from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import Q

from accord.agreement.content import content_hash, normalised
from accord.agreement.contracts import AgreementFault, Fault, Version
from accord.agreement.diff import Difference, differences
from accord.agreement.load import examine, load
from accord.agreement.models import VersionRow
from accord.agreement.spec import Agreement
from accord.kernel.actor import Actor
from accord.kernel.errors import Broken, Refused
from accord.ledger import api as ledger


class AlreadyInForce(Refused):
    """This very content is in force already."""

    code = "already-in-force"


class NotBefore(Refused):
    """A version cannot take effect before the one in force did."""

    code = "not-before"


def check(text: str | bytes, name: str) -> tuple[Fault, ...]:
    """Everything that is wrong with the text, in order of place; empty where it is fit to be published."""
    return examine(text, name)[1]


@transaction.atomic
def publish(
    *, text: str | bytes, name: str, by: Actor, now: datetime, in_force_from: datetime | None = None
) -> Version:
    """Put an agreement in force, from `now` unless said otherwise, and record who did.

    Raises AgreementFault with all faults, AlreadyInForce, and NotBefore.
    """
    agreement = load(text, name)
    content = normalised(text.decode("utf-8") if isinstance(text, bytes) else text)
    start = in_force_from or now
    _one_at_a_time()
    latest = VersionRow.objects.order_by("-number").first()
    if latest:
        _supersede(latest, content_hash(content), start)
    row = VersionRow.objects.create(
        number=latest.number + 1 if latest else 1,
        hash=content_hash(content),
        name=name[:255],
        text=content,
        title=agreement.title,
        published_by=str(by),
        published_at=now,
        in_force_from=start,
    )
    ledger.record(
        kind="agreement_published",
        subject_kind="agreement",
        subject_id=row.pk,
        at=start,
        now=now,
        actor=by,
        agreement_id=row.pk,
        body={"number": row.number, "hash": row.hash, "title": row.title},
    )
    return _card(row)


def in_force(at: datetime) -> Version | None:
    """The version in force at an instant; None before the first."""
    lasting = Q(superseded_at__isnull=True) | Q(superseded_at__gt=at)
    row = VersionRow.objects.filter(lasting, in_force_from__lte=at).order_by("-number").first()
    return _card(row) if row else None


def current() -> Version | None:
    """The latest version; None where none was published yet."""
    row = VersionRow.objects.order_by("-number").first()
    return _card(row) if row else None


def version(version_id: int) -> Version | None:
    """The version of that id."""
    row = VersionRow.objects.filter(pk=version_id).first()
    return _card(row) if row else None


def versions() -> list[Version]:
    """All versions, latest first."""
    return [_card(row) for row in VersionRow.objects.order_by("-number")]


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE agreement_version IN SHARE ROW EXCLUSIVE MODE")


def _supersede(latest: VersionRow, content: str, start: datetime) -> None:
    if latest.hash == content:
        raise AlreadyInForce(f"Version {latest.number} with this content is in force already.")
    if start < latest.in_force_from:
        raise NotBefore(f"Version {latest.number} is in force from {latest.in_force_from:%Y-%m-%d %H:%M:%S} UTC on.")
    latest.superseded_at = start
    latest.save(update_fields=["superseded_at"])


@lru_cache(maxsize=64)
def _parsed(text: str) -> Agreement:
    # Without the checks: what was fit to be published once stays in force though checks grow stricter.
    agreement = examine(text, "published", with_checks=False)[0]
    if agreement is None:
        raise Broken("A published agreement cannot be read any more.")
    return agreement


def _card(row: VersionRow) -> Version:
    return Version(
        id=row.pk,
        number=row.number,
        hash=row.hash,
        name=row.name,
        text=row.text,
        title=row.title,
        agreement=_parsed(row.text),
        published_by=Actor.parse(row.published_by),
        published_at=row.published_at,
        in_force_from=row.in_force_from,
        superseded_at=row.superseded_at,
    )


__all__ = [
    "AgreementFault",
    "AlreadyInForce",
    "Difference",
    "Fault",
    "NotBefore",
    "Version",
    "check",
    "current",
    "differences",
    "in_force",
    "load",
    "publish",
    "version",
    "versions",
]
