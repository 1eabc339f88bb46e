"""Clocks as cards: those of a lead, lists, and one clock's history."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.db.models import Exists, OuterRef, Q, QuerySet

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.agreement.wording import id_words, promise_words
from accord.kernel.instants import EPOCH, from_micros, to_micros
from accord.ledger import api as ledger
from accord.steps.sla import pausing, rules
from accord.steps.sla.book import clause_in
from accord.steps.sla.contracts import ClockCard, ExcuseCard, Filters, ListOf, Page, Side, SlaRefused, State, Told
from accord.steps.sla.hours import Hours
from accord.steps.sla.models import Clock, Excuse

COUNTED: tuple[ListOf, ...] = ("open", "at_risk", "late", "paused", "asked")
_NEVER = from_micros(to_micros(EPOCH.replace(year=9999)))


def open_clocks(subject_ids: Iterable[int], *, now: datetime, kind: str = "lead") -> dict[int, list[ClockCard]]:
    """The open clocks of each subject, the nearest first; paused ones last."""
    rows = Clock.objects.filter(subject_kind=kind, subject_id__in=set(subject_ids), ended_at=None)
    found: dict[int, list[ClockCard]] = {}
    for card in sorted(cards_of(rows, now=now), key=lambda one: (one.due_at or _NEVER, one.id)):
        found.setdefault(card.subject_id, []).append(card)
    return found


def of_subject(subject_id: int, *, now: datetime, kind: str = "lead", limit: int = 100) -> list[ClockCard]:
    """Every clock of a subject, the latest first."""
    rows = Clock.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("-id")[:limit]
    return cards_of(rows, now=now)


def clock(clock_id: int, *, now: datetime) -> ClockCard:
    """Raises SlaRefused where there is none."""
    found = cards_of(Clock.objects.filter(pk=clock_id), now=now)
    if not found:
        raise SlaRefused(f"there is no clock {clock_id}", code="unknown")
    return found[0]


def history(clock_id: int) -> list[Told]:
    """What happened to a clock, in the order it was written."""
    facts = ledger.about("clock", clock_id, limit=500)
    return [
        Told(one.id, one.kind, one.at, one.recorded_at, str(one.actor), one.agreement_id, one.reason, one.body)
        for one in reversed(facts)
    ]


def page(filters: Filters, *, now: datetime, after: str | None = None, limit: int = 50) -> Page:
    """A part of a list: open ones by deadline, the others by when they ended, latest first. Raises SlaRefused where
    `after` is no place in it."""
    is_open = filters.state in ("open", "at_risk", "late", "paused", "")
    field, order = ("due_at", ("due_at", "id")) if is_open else ("ended_at", ("-ended_at", "-id"))
    rows = _chosen(filters, now)
    if after:
        rows = rows.filter(_beyond(field, *_place(after), is_open=is_open))
    found = list(rows.order_by(*order)[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    cards = cards_of(found[:limit], now=now)
    return Page(rows=tuple(cards), after=f"{to_micros(getattr(last, field) or _NEVER)}.{last.pk}" if last else None)


def counts(filters: Filters, *, now: datetime, at_most: int = 10_000) -> dict[str, int]:
    """How many clocks each list has, counted up to `at_most`."""
    lists = (replace(filters, state=state) for state in COUNTED)
    return {one.state: _chosen(one, now)[:at_most].count() for one in lists}


def cards_of(rows: Iterable[Clock], *, now: datetime) -> list[ClockCard]:
    """In the order given: one query for the excuses, two for the hours of each version."""
    rows = as_of(rows, now)
    excuses = _excuses([row.pk for row in rows if row.broken_at or row.is_excused or _state(row, now) == "late"])
    running, versions = [row for row in rows if row.ended_at is None], _versions(rows)
    hours = _hours(running, versions, now) if running else {}
    return [_card(row, hours.get(row.agreement_id), excuses.get(row.pk), _name(row, versions), now) for row in rows]


def as_of(rows: Iterable[Clock], now: datetime) -> list[Clock]:
    """The clocks as they are at `now`, also where nobody swept since: a pause is over at its end. What is returned in
    the place of a row is not to be saved."""
    rows = list(rows)
    lapsed = [row for row in rows if row.ended_at is None and pausing.has_lapsed(row, now)]
    if not lapsed:
        return rows
    run = {row.pk: copy(row) for row in lapsed}
    versions = _versions(lapsed)
    hours = _hours(lapsed, versions, now)
    for row in run.values():
        assert row.paused_until is not None, "its pause is over"
        clause = clause_in(versions[row.agreement_id], row.service)
        pausing.run_again(row, row.paused_until, clause, hours[row.agreement_id].of(row))
    return [run.get(row.pk, row) for row in rows]


def nearest(lead_ids: Collection[int]) -> dict[int, datetime | None]:
    """When the nearest open clock of each lead that sales owes ends; None where none runs."""
    found: dict[int, datetime | None] = dict.fromkeys(lead_ids)
    rows = Clock.objects.filter(subject_kind="lead", subject_id__in=list(found), ended_at=None, owed_by="sales")
    for lead_id, due in rows.exclude(due_at=None).order_by("-due_at").values_list("subject_id", "due_at"):
        found[lead_id] = due
    return found


def services() -> dict[str, str]:
    """Every service that a version promises or promised, by id, with what the latest of them calls it."""
    found: dict[str, str] = {}
    for version in agreements.versions():
        for clause in version.agreement.clocks:
            found.setdefault(clause.id, promise_words(clause))
    return dict(sorted(found.items()))


def _versions(rows: Sequence[Clock]) -> dict[int, Version]:
    found = {number: agreements.version(number) for number in {row.agreement_id for row in rows}}
    return {number: version for number, version in found.items() if version is not None}


def _hours(rows: Sequence[Clock], versions: Mapping[int, Version], now: datetime) -> dict[int, Hours]:
    members = {int(key[1:]) for row in rows for key in _keys(row) if key.startswith("@")}
    return {number: Hours(version, now=now, member_ids=members) for number, version in versions.items()}


def _keys(row: Clock) -> set[str]:
    return {row.hours, *(spell[2] for spell in row.spells)}


def _chosen(filters: Filters, now: datetime) -> QuerySet[Clock]:
    rows = Clock.objects.all()
    if filters.owed_by:
        rows = rows.filter(owed_by=filters.owed_by)
    if filters.service:
        rows = rows.filter(service=filters.service)
    if filters.member_id is not None:
        whose = Q(broken_by=filters.member_id) | Q(broken_by=None, member_id=filters.member_id)
        rows = rows.filter(whose | Q(broken_by=None, member_id=None) if filters.or_nobodys else whose)
    if filters.since and filters.until:
        span = (filters.since, filters.until)
        kept = Q(ended_as="kept", ended_at__gte=span[0], ended_at__lt=span[1])
        rows = rows.filter(kept | Q(broken_at__gte=span[0], broken_at__lt=span[1]))
    running = Q(ended_at=None, paused_at=None)
    asked = Exists(Excuse.objects.filter(clock=OuterRef("pk"), answered_at=None))
    chosen = {
        "open": Q(ended_at=None),
        "late": running & Q(due_at__lt=now),
        "at_risk": running & Q(due_at__gte=now, at_risk_at__lte=now),
        "paused": Q(ended_at=None, paused_until__gt=now),
        "over": Q(ended_at__isnull=False),
        "kept": Q(ended_as="kept"),
        "broken": Q(broken_at__isnull=False, is_excused=False),
        "excused": Q(is_excused=True),
        "asked": Q(broken_at__isnull=False) & Q(asked),
    }
    return rows.filter(chosen[filters.state]) if filters.state else rows


def _beyond(field: str, at: datetime, number: int, *, is_open: bool) -> Q:
    """What comes after a place of a list, whose rows without an instant come as if it were never: last of those by
    deadline, first of those by end."""
    is_never, here = Q(**{f"{field}__isnull": True}), Q(**{field: at})
    if is_open:
        later = Q() if at == _NEVER else Q(**{f"{field}__gt": at}) | is_never
        return later | ((is_never if at == _NEVER else here) & Q(id__gt=number))
    earlier = ~is_never if at == _NEVER else Q(**{f"{field}__lt": at})
    return earlier | ((is_never if at == _NEVER else here) & Q(id__lt=number))


def _place(after: str) -> tuple[datetime, int]:
    try:
        micros, number = after.split(".")
        return from_micros(int(micros)), int(number)
    except (ValueError, OverflowError):
        raise SlaRefused("that is no place in this list", code="place") from None


def _excuses(clock_ids: Collection[int]) -> dict[int, Excuse]:
    return {one.clock_id: one for one in Excuse.objects.filter(clock__in=clock_ids).order_by("id")} if clock_ids else {}


def _name(row: Clock, versions: Mapping[int, Version]) -> str:
    version = versions.get(row.agreement_id)
    clause = clause_in(version, row.service) if version else None
    return promise_words(clause) if clause else id_words(row.service)


def _card(row: Clock, hours: Hours | None, excuse: Excuse | None, name: str, now: datetime) -> ClockCard:
    left = _left(row, hours, now)
    return ClockCard(
        id=row.pk,
        service=row.service,
        owed_by=cast(Side, row.owed_by),
        agreement_id=row.agreement_id,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        person_id=row.person_id,
        member_id=row.member_id,
        calendar=row.hours,
        started_at=row.started_at,
        allowance=row.allowance,
        due_at=row.due_at,
        first_due_at=row.first_due_at,
        state=_state(row, now),
        share_left=max(0.0, min(1.0, left / row.allowance)) if row.allowance else 0.0,
        seconds_left=max(0, left),
        times=row.times,
        done=row.done,
        paused_until=row.paused_until,
        pause_reason=row.pause_reason,
        paused_seconds=row.paused_seconds,
        broken_at=row.broken_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        raw_seconds=row.raw_seconds,
        working_seconds=row.working_seconds,
        excuse=excuse_card(excuse) if excuse else None,
        name=name,
    )


def excuse_card(row: Excuse) -> ExcuseCard:
    """The row as the frozen type that crosses the wall."""
    return ExcuseCard(
        id=row.pk,
        clock_id=row.clock_id,
        reason=row.reason,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state="asked" if row.answered_at is None else "granted" if row.is_granted else "refused",
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        note=row.note,
    )


def _left(row: Clock, hours: Hours | None, now: datetime) -> int:
    if row.ended_at is not None or hours is None:
        return row.allowance - (row.working_seconds or 0)
    return row.allowance - rules.spent(rules.read(row.spells), hours.of(row), now)


def _state(row: Clock, now: datetime) -> State:
    if row.is_excused:
        return "excused"
    if row.ended_at is not None:
        return cast(State, row.ended_as)
    if row.paused_at is not None:
        return "paused"
    if row.due_at is not None and now > row.due_at:
        return "late"
    return "at_risk" if row.at_risk_at is not None and now >= row.at_risk_at else "running"
