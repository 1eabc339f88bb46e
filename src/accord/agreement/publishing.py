"""How a text comes into force: the one way, for a first version, for one that both sides signed, and by force."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from accord.agreement import piloting
from accord.agreement.cards import card
from accord.agreement.content import content_hash, normalised
from accord.agreement.contracts import Version
from accord.agreement.load import load
from accord.agreement.models import VersionRow
from accord.agreement.telling import tell_everybody
from accord.kernel.actor import Actor
from accord.kernel.errors import Refused
from accord.ledger import api as ledger


class AlreadyInForce(Refused):
    """This very content is in force already."""

    code = "already-in-force"


class NotBefore(Refused):
    """A version cannot take effect before the one in force did."""

    code = "not-before"


def put_in_force(
    *, text: str, name: str, by: Actor, now: datetime, start: datetime, reason: str = "", more: dict[str, Any]
) -> Version:
    """Put a text in force from `start`, in the caller's transaction, and record who did; `more` is kept with that.

    One with a section `pilot` supersedes nothing: it is in force beside the main version. Raises AgreementFault with
    all faults, AlreadyInForce, NotBefore, and NotAPilot.
    """
    agreement = load(text, name)
    content = normalised(text)
    one_at_a_time()
    until = None
    if agreement.pilot is not None:
        until = piloting.check_may_begin(agreement, agreement.pilot, start, now)
    elif latest := piloting.mains().order_by("-number").first():
        _supersede(latest, content_hash(content), start)
        piloting.follow_main(agreement, start=start, by=by, now=now)
    row = VersionRow.objects.create(
        number=(VersionRow.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        hash=content_hash(content),
        name=name[:255],
        text=content,
        title=agreement.title,
        published_by=str(by),
        published_at=now,
        in_force_from=start,
        pilot_until=until,
    )
    ledger.record(
        kind="agreement_published",
        subject_kind="agreement",
        subject_id=row.pk,
        at=start,
        now=now,
        actor=by,
        agreement_id=row.pk,
        reason=reason,
        body={"number": row.number, "hash": row.hash, "title": row.title, **more},
    )
    version = card(row)
    tell_everybody(version, now=now)
    return version


def one_at_a_time() -> None:
    """Until this transaction ends nobody else puts a version in force."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE agreement_version IN SHARE ROW EXCLUSIVE MODE")


def _supersede(latest: VersionRow, content: str, start: datetime) -> None:
    if latest.hash == content:
        raise AlreadyInForce(f"Version {latest.number} with this content is in force already.")
    if start < latest.in_force_from:
        raise NotBefore(f"Version {latest.number} is in force from {latest.in_force_from:%Y-%m-%d %H:%M:%S} UTC on.")
    latest.superseded_at = start
    latest.save(update_fields=["superseded_at"])
