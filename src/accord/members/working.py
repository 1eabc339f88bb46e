"""How members work and when they are away: stated by somebody at some instant, and kept."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Unpack
from zoneinfo import available_timezones

from django.db import transaction

from accord.kernel.actor import Actor, ActorKind
from accord.kernel.errors import Refused
from accord.members.contracts import LeaveCard, Stated, WorkCard, WorkChange
from accord.members.models import Leave, Member, Work
from accord.members.policy import OPERATIONS

HEAVIEST = 1000
MOST_LEADS = 100_000
MOST_WORDS = 50
LONGEST_WORD = 60
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

Span = tuple[datetime, datetime]


class WorkRefused(Refused):
    """What is stated of a member's work or leave cannot be."""

    code = "work"


@transaction.atomic
def set_work(*, member_id: int, by: Actor, now: datetime, **stated: Unpack[Stated]) -> WorkCard:
    """State how a member works from now on; what is not named stays as it was. Nothing new writes no row. Raises
    WorkRefused for an unknown member, manager or zone, and for numbers out of range."""
    member = Member.objects.select_for_update().filter(pk=member_id).first()
    if member is None:
        raise WorkRefused(f"there is no member {member_id}", code="unknown")
    last = Work.objects.filter(member=member).order_by("-id").first()
    row = Work(member=member, said_by=str(by), said_at=now)
    for name in Stated.__annotations__:
        setattr(row, name, getattr(last or row, name))
    changed = {name: _tidy(name, value) for name, value in stated.items()}
    changed = {name: value for name, value in changed.items() if value != getattr(row, name)}
    for name, value in changed.items():
        setattr(row, name, value)
    _check(row)
    if changed:
        row.save()
    return _work(member, row)


def work_of(ids: Iterable[int], *, at: datetime | None = None) -> dict[int, WorkCard]:
    """How these members work, as stated last (by `at`, where given); those of whom nothing was stated too."""
    wanted = set(ids)
    rows = Work.objects.filter(member__in=wanted)
    if at is not None:
        rows = rows.filter(said_at__lte=at)
    last = {row.member_id: row for row in rows.order_by("member", "-id").distinct("member")}
    return {m.pk: _work(m, last.get(m.pk)) for m in Member.objects.filter(pk__in=wanted).order_by("pk")}


def work_history(member_id: int, *, limit: int = 50) -> list[WorkChange]:
    """What was stated of a member's work, latest first."""
    rows = Work.objects.filter(member=member_id).select_related("member").order_by("-id")[:limit]
    return [WorkChange(work=_work(row.member, row), by=row.said_by, at=row.said_at) for row in rows]


def work_stated(ids: Iterable[int], since: datetime, until: datetime) -> list[datetime]:
    """The instants in (since, until] at which something was stated of how any of these members works, in order."""
    rows = Work.objects.filter(member__in=set(ids), said_at__gt=since, said_at__lte=until)
    return sorted(set(rows.values_list("said_at", flat=True)))


@transaction.atomic
def add_leave(
    *,
    member_id: int,
    since: datetime,
    until: datetime,
    by: Actor,
    now: datetime,
    note: str = "",
    hands_on: bool = False,
) -> LeaveCard:
    """The member takes no leads from `since` until just before `until`; what becomes of those they have is the
    journey's to decide (`absence.enter`). What is over already only operations can say:
    for everybody else a leave begins now at the earliest, as deadlines are reckoned by it. Raises WorkRefused where it
    ends before it begins, or is over, or the member is unknown."""
    if until <= since:
        raise WorkRefused("a leave ends after it begins", code="leave")
    if not _may_say_what_was(by):
        if until <= now:
            raise WorkRefused("that leave is over already; operations can enter it", code="over")
        since = max(since, now)
    if not Member.objects.filter(pk=member_id).exists():
        raise WorkRefused(f"there is no member {member_id}", code="unknown")
    row = Leave(member_id=member_id, since=since, until=until, note=note.strip()[:200], hands_on=hands_on)
    row.added_by, row.added_at = str(by), now
    row.save()
    return _leave(row)


@transaction.atomic
def take_leave_back(*, leave_id: int, by: Actor, now: datetime) -> LeaveCard:
    """As if it was never asked for, though it is kept who said so. Raises WorkRefused where it is unknown, taken back
    already, or over."""
    row = Leave.objects.select_for_update().filter(pk=leave_id).first()
    if row is None or row.taken_back_at is not None:
        raise WorkRefused("there is no such leave any more", code="unknown")
    if row.until <= now:
        raise WorkRefused("that leave is over", code="over")
    row.taken_back_by, row.taken_back_at = str(by), now
    row.save(update_fields=["taken_back_by", "taken_back_at"])
    return _leave(row)


def leaves_begun(now: datetime) -> list[LeaveCard]:
    """Leaves under way whose beginning nobody noted yet, the earliest first."""
    rows = Leave.objects.filter(since__lte=now, until__gt=now, taken_back_at=None, noted_at=None)
    return [_leave(row) for row in rows.order_by("since", "id")]


def leaves_handing_on(now: datetime) -> dict[LeaveCard, datetime]:
    """Leaves under way that hand leads on, and when the beginning of each was noted; the earliest first."""
    rows = Leave.objects.filter(
        hands_on=True, since__lte=now, until__gt=now, taken_back_at=None, noted_at__isnull=False
    )
    return {_leave(row): row.noted_at for row in rows.order_by("since", "id") if row.noted_at}


def note_begun(leave_id: int, *, now: datetime) -> bool:
    """Whether its beginning is noted by this very call, and not by another one before."""
    return Leave.objects.filter(pk=leave_id, taken_back_at=None, noted_at=None).update(noted_at=now) == 1


def leave(leave_id: int) -> LeaveCard | None:
    """One leave, taken back or not."""
    row = Leave.objects.filter(pk=leave_id).first()
    return _leave(row) if row else None


def leave_of(ids: Iterable[int], since: datetime, until: datetime) -> dict[int, tuple[Span, ...]]:
    """The spans in which each of these members is away, as far as they lie in [since, until): in order and joined
    where they touch. Every member asked for has an entry."""
    found: dict[int, list[Span]] = {member_id: [] for member_id in ids}
    rows = Leave.objects.filter(member__in=found, since__lt=until, until__gt=since, taken_back_at=None)
    for member_id, first, last in rows.order_by("since", "id").values_list("member_id", "since", "until"):
        found[member_id].append((max(first, since), min(last, until)))
    return {member_id: _joined(spans) for member_id, spans in found.items()}


def leaves(member_id: int, *, limit: int = 50) -> list[LeaveCard]:
    """The member's leaves, those to come and past, the latest first; those taken back too."""
    return [_leave(row) for row in Leave.objects.filter(member=member_id).order_by("-since", "-id")[:limit]]


def _may_say_what_was(by: Actor) -> bool:
    if by.kind is not ActorKind.MEMBER:
        return True
    return Member.objects.filter(email__iexact=by.name, role__in=OPERATIONS, is_active=True).exists()


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _tidy(name: str, value: Any) -> Any:
    if name == "calendar":
        return value or None
    if name not in ("skills", "languages", "regions"):
        return value
    words = [" ".join(str(word).split()).casefold() for word in value]
    return sorted({word for word in words if word})


def _check(row: Work) -> None:
    if row.calendar is not None and not _ID.fullmatch(row.calendar):
        raise WorkRefused(f"{row.calendar!r} is no id of a calendar", code="calendar")
    if row.time_zone and row.time_zone not in available_timezones():
        raise WorkRefused(f"{row.time_zone!r} is no time zone; write for example Europe/Berlin", code="time-zone")
    if not 1 <= row.weight <= HEAVIEST:
        raise WorkRefused(f"the weight is between 1 and {HEAVIEST} percent", code="weight")
    for most in (row.capacity_open, row.capacity_day):
        if most is not None and not 0 <= most <= MOST_LEADS:
            raise WorkRefused(f"a capacity is between 0 and {MOST_LEADS:,} leads", code="capacity")
    for words in (row.skills, row.languages, row.regions):
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            raise WorkRefused(f"at most {MOST_WORDS} words of at most {LONGEST_WORD} letters", code="words")
    _check_manager(row)


def _check_manager(row: Work) -> None:
    """Nobody is their own manager, nor over others."""
    above, seen = row.manager_id, {row.member_id}
    while above is not None:
        if above in seen:
            raise WorkRefused("nobody manages themselves, nor their own manager", code="manager")
        seen.add(above)
        card = work_of([above]).get(above)
        if card is None:
            raise WorkRefused(f"there is no member {above}", code="manager")
        above = card.manager_id


def _work(member: Member, row: Work | None) -> WorkCard:
    started_at = (row.started_at if row else None) or member.created_at
    if row is None:
        return WorkCard(member_id=member.pk, time_zone=member.time_zone, started_at=started_at)
    return WorkCard(
        member_id=member.pk,
        calendar=row.calendar,
        time_zone=row.time_zone or member.time_zone,
        manager_id=row.manager_id,
        capacity_open=row.capacity_open,
        capacity_day=row.capacity_day,
        weight=row.weight,
        skills=tuple(row.skills),
        languages=tuple(row.languages),
        regions=tuple(row.regions),
        started_at=started_at,
        is_start_stated=row.started_at is not None,
    )


def _leave(row: Leave) -> LeaveCard:
    return LeaveCard(
        id=row.pk,
        member_id=row.member_id,
        since=row.since,
        until=row.until,
        note=row.note,
        hands_on=row.hands_on,
        added_by=row.added_by,
        added_at=row.added_at,
        taken_back_by=row.taken_back_by,
        taken_back_at=row.taken_back_at,
    )
