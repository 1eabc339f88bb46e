"""A version in force beside the main one: when one may begin, what ends it, and what is in force with it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accord.agreement.cards import card
from accord.agreement.contracts import InForce, Version
from accord.agreement.models import VersionRow
from accord.agreement.spec import Agreement, Pilot
from accord.kernel.actor import PROCESS, Actor
from accord.kernel.errors import Refused
from accord.ledger import api as ledger


class NotAPilot(Refused):
    """No such pilot can begin."""

    code = "not-a-pilot"


class NoPilot(Refused):
    """There is no pilot to end."""

    code = "no-pilot"


def mains() -> QuerySet[VersionRow]:
    """The versions that are or were in force for everybody."""
    return VersionRow.objects.filter(pilot_until=None)


def all_in_force(at: datetime) -> InForce | None:
    """The main version of an instant and the pilot beside it, in one query; None before the first version."""
    lasting = Q(superseded_at__isnull=True) | Q(superseded_at__gt=at)
    running = Q(pilot_until__isnull=True) | Q(pilot_until__gt=at)
    rows = list(VersionRow.objects.filter(lasting, running, in_force_from__lte=at).order_by("-number"))
    main = next((row for row in rows if row.pilot_until is None), None)
    pilot = next((row for row in rows if row.pilot_until is not None), None)
    return InForce(card(main), card(pilot) if pilot else None) if main else None


def check_may_begin(agreement: Agreement, pilot: Pilot, start: datetime, now: datetime) -> datetime:
    """The instant at which the pilot ends. Raises NotAPilot."""
    until = pilot.until.at(agreement.time_zone)
    if until <= max(start, now):
        raise NotAPilot(
            f"the pilot would be over before it begins, for it ends {until:%Y-%m-%d %H:%M} UTC: give it a later “until”"
        )
    main = _main(start)
    if main is None:
        raise NotAPilot(
            "a pilot stands beside a main version, and there is none yet; publish one without “pilot” first"
        )
    running = VersionRow.objects.filter(Q(superseded_at=None), pilot_until__gt=start).order_by("number").first()
    if running:
        raise NotAPilot(
            f"version {running.number} is a pilot until {running.pilot_until:%Y-%m-%d %H:%M} UTC, and there is one at "
            "a time: end it first, or let this one begin when that one is over"
        )
    _check_ways(card(main).agreement, agreement)
    return until


def end(*, by: Actor, reason: str, now: datetime) -> Version:
    """The pilot is over from `now` on, or never begins where it has not begun yet; who ended it and why is in the
    ledger. Raises NoPilot, and Refused without a reason."""
    if not reason.strip():
        raise Refused("say why the pilot ends", code="reason")
    with transaction.atomic():
        row = _unended(now).select_for_update().order_by("number").first()
        if row is None:
            raise NoPilot("no pilot is in force")
        return _ended(row, by=by, reason=reason.strip(), at=max(now, row.in_force_from), now=now)


def close(*, version_id: int, now: datetime) -> None:
    """Record that a pilot is over whose own end has come; nothing where it was ended before, or runs."""
    row = VersionRow.objects.filter(pk=version_id, superseded_at=None, pilot_until__lte=now).first()
    if row is not None and row.pilot_until is not None:
        _ended(row, by=PROCESS, reason="its time is over", at=row.pilot_until, now=now)


def follow_main(agreement: Agreement, *, start: datetime, by: Actor, now: datetime) -> None:
    """A pilot whose content becomes the main version has done its work; another main version leaves it running."""
    for row in _unended(start):
        if _is_same(card(row).agreement, agreement):
            _ended(row, by=by, reason="it became the main version", at=max(start, row.in_force_from), now=now)


def _is_same(pilot: Agreement, main: Agreement) -> bool:
    """What they say but for the scope; a list that only the scope read may be gone with it."""
    lists = {name: values for name, values in pilot.lists.items() if name in main.lists}
    return pilot.model_copy(update={"pilot": None, "lists": lists}) == main


def _ended(row: VersionRow, *, by: Actor, reason: str, at: datetime, now: datetime) -> Version:
    row.superseded_at = at
    row.save(update_fields=["superseded_at"])
    ledger.record(
        kind="pilot_ended",
        subject_kind="agreement",
        subject_id=row.pk,
        at=at,
        now=now,
        actor=by,
        agreement_id=row.pk,
        reason=reason,
        body={"number": row.number, "hash": row.hash},
    )
    return card(row)


def _unended(at: datetime) -> QuerySet[VersionRow]:
    """Pilots that are not over at an instant; those still to come too."""
    return VersionRow.objects.filter(superseded_at=None, pilot_until__gt=at)


def _main(at: datetime) -> VersionRow | None:
    lasting = Q(superseded_at__isnull=True) | Q(superseded_at__gt=at)
    return mains().filter(lasting, in_force_from__lte=at).order_by("-number").first()


def _check_ways(main: Agreement, pilot: Agreement) -> None:
    """People come into a pilot and leave it again with their leads: these must find the same stages on either side."""
    for what, ours, theirs in (
        ("stages", [s.id for s in main.stages], [s.id for s in pilot.stages]),
        ("motions", [m.id for m in main.motions], [m.id for m in pilot.motions]),
    ):
        if sorted(ours) != sorted(theirs):
            lacking, added = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
            said = [f"it lacks {', '.join(lacking)}" if lacking else "", f"it adds {', '.join(added)}" if added else ""]
            words = " and ".join(part for part in said if part)
            raise NotAPilot(f"a pilot has the {what} of the main version, for leads come and go: {words}")
