"""A broken clock is excused where the side that owes it asks and the other side agrees.

Who stands for a side: its members, and whoever signs for it by the agreement in force, an executive say. Where nobody
stands for the other side, executives do who sign for neither.
"""

from collections.abc import Iterator
from datetime import datetime

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.sla.book import Book
from accord.steps.sla.contracts import ExcuseCard, SlaRefused
from accord.steps.sla.models import Clock, Excuse
from accord.steps.sla.pausing import locked
from accord.steps.sla.reading import as_of, excuse_card

_OTHER = {"marketing": "sales", "sales": "marketing"}


def ask(clock_id: int, *, reason: str, by: MemberCard, now: datetime) -> ExcuseCard:
    """Raises SlaRefused without a reason, where it is not broken, is excused or asked for already, by the side that it
    is owed to, and where nobody could answer."""
    row = locked(clock_id)
    if not reason.strip():
        raise SlaRefused("an excuse needs a reason", code="reason")
    if row.broken_at is None and not _is_late(row, now):
        raise SlaRefused("only a broken promise is excused", code="not-broken")
    if row.is_excused:
        raise SlaRefused("it is excused already", code="decided")
    if not may_ask(row.owed_by, by=by, now=now):
        raise SlaRefused(f"{row.owed_by} owes it, and asks", code="other-side")
    if Excuse.objects.filter(clock=row, answered_at=None).exists():
        raise SlaRefused("somebody asked already; the other side has to answer", code="asked")
    if not signers(row.owed_by, asked_by=by.id, now=now):
        said = f"nobody who logs in stands for {_OTHER[row.owed_by]}; have the agreement name who signs for it"
        raise SlaRefused(said, code="nobody")
    made = Excuse.objects.create(clock=row, reason=reason.strip()[:2000], asked_by=by.id, asked_at=now)
    _tell(row, "ExcuseAsked", by, now, reason=made.reason, excuse=made.pk)
    return excuse_card(made)


def answer(excuse_id: int, *, is_granted: bool, by: MemberCard, now: datetime, note: str = "") -> ExcuseCard:
    """The other side agrees, or does not. Raises SlaRefused for anybody of another side, who asked, or what was
    answered already."""
    found = Excuse.objects.filter(pk=excuse_id).first()
    if found is None:
        raise SlaRefused(f"there is no excuse {excuse_id}", code="unknown")
    row = locked(found.clock_id)
    found = Excuse.objects.select_for_update().get(pk=excuse_id)
    if found.answered_at is not None:
        raise SlaRefused("it was answered already", code="decided")
    if row.ended_as == "kept":
        raise SlaRefused("it was done in time, as is known now; there is nothing to excuse", code="kept")
    if by.id == found.asked_by:
        raise SlaRefused("nobody excuses alone", code="alone")
    if not may_answer(row.owed_by, asked_by=found.asked_by, by=by, now=now):
        raise SlaRefused(f"{_OTHER[row.owed_by]} has to agree; nobody excuses their own side", code="other-side")
    found.answered_by, found.answered_at, found.is_granted, found.note = by.id, now, is_granted, note.strip()[:2000]
    found.save()
    _tell(row, "ExcuseGranted" if is_granted else "ExcuseRefused", by, now, reason=found.note, excuse=found.pk)
    if is_granted:
        row.is_excused = True
        row.save(update_fields=["is_excused"])
    return excuse_card(found)


def may_ask(owed_by: str, *, by: MemberCard, now: datetime) -> bool:
    """Whether they may ask to excuse what this side owes: whoever stands for it, and operations."""
    return by.acts_for_all or owed_by in _sides(by, agreements.in_force(now))


def may_answer(owed_by: str, *, asked_by: int, by: MemberCard, now: datetime) -> bool:
    """Whether they may answer: whoever stands for the other side, and neither asked nor stands for the one that owes
    it; and `signers`."""
    sides = _sides(by, agreements.in_force(now))
    if by.id == asked_by or owed_by in sides:
        return False
    return _OTHER[owed_by] in sides or by.id in [one.id for one in signers(owed_by, asked_by=asked_by, now=now)]


def signers(owed_by: str, *, asked_by: int, now: datetime) -> list[MemberCard]:
    """Who is asked to answer: who signs for the other side by the agreement in force; where they cannot, its members;
    where it has none either, executives."""
    version = agreements.in_force(now)
    for tier in _tiers(_OTHER[owed_by], version):
        found = [one for one in tier if one.is_active and one.id != asked_by and owed_by not in _sides(one, version)]
        if found:
            return found
    return []


def _tiers(side: str, version: Version | None) -> Iterator[list[MemberCard]]:
    party = version.agreement.party(side) if version else None
    named = members.by_email(party.signs) if party else None
    yield [named] if named else []
    yield members.team_of(side, roles=("marketer", "sdr", "rep"))
    yield members.team_of("", roles=("executive",))


def _sides(one: MemberCard, version: Version | None) -> set[str]:
    """The sides that they stand for."""
    parties = version.agreement.parties.items() if version else ()
    return {one.team} | {side for side, party in parties if party.signs.casefold() == one.email.casefold()}


def _is_late(row: Clock, now: datetime) -> bool:
    (row,) = as_of([row], now)
    return row.ended_at is None and row.due_at is not None and now > row.due_at


def _tell(row: Clock, kind: str, by: MemberCard, now: datetime, *, reason: str, excuse: int) -> None:
    book = Book(by.actor, now, now)
    book.tell(row, kind, reason=reason, excuse=excuse, member=by.id)
    book.close()
