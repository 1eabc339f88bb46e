"""Verbs of the clocks' room. Take leads, turns and hand-offs before clocks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accord.agreement.contracts import InForce, Version
from accord.agreement.spec import Allowance
from accord.kernel.actor import Actor
from accord.kernel.working_hours import WorkingTime
from accord.members.contracts import MemberCard
from accord.steps.sla import (
    checking,
    excusing,
    happening,
    keeping_up,
    pausing,
    promising,
    reading,
    reckoning,
    rules,
    running,
    sweeping,
    undoing,
)
from accord.steps.sla.contracts import (
    By,
    Changed,
    Claim,
    ClockCard,
    Event,
    ExcuseCard,
    Filters,
    Happened,
    Page,
    Promised,
    Subject,
    Told,
)
from accord.steps.sla.excusing import may_answer, may_ask, signers
from accord.steps.sla.rules import may_pause
from accord.steps.sla.sweeping import GRACE, LEASE

__all__ = ["GRACE", "LEASE", "may_answer", "may_ask", "may_pause", "signers"]

EVERYTHING = Filters()


@transaction.atomic
def happen(
    event: Event, subjects: Sequence[Subject], *, actor: Actor, at: datetime, now: datetime, version: Version
) -> Happened:
    """Something happened to these subjects at `at`: clocks that it stops are stopped, those that it makes pointless
    end, those that it starts are started by `version`. `reassigned` hands them on to the subject's `member_id`. Before
    that, what does not hold any more is reckoned again. Asked again, nothing is started twice. Returns what changed, as
    an undo puts it back, and whether anything was reckoned again."""
    return happening.happen(event, subjects, actor=actor, at=at, now=now, version=version)


@transaction.atomic
def keep_up(subjects: Collection[Subject], *, now: datetime) -> bool:
    """The open clocks of these subjects, whose leads the caller holds, are reckoned by the version, calendars and leave
    that hold now, where they were not yet. Whether any was, also one that ended by it."""
    return bool(keeping_up.keep_up(happening.open_rows(subjects), now=now))


def as_they_are(lead_id: int) -> dict[int, Mapping[str, Any]]:
    """The clocks of a lead, which the caller holds: for `changed_since`."""
    return undoing.as_they_are(lead_id)


def changed_since(lead_id: int, was: Mapping[int, Mapping[str, Any]]) -> list[Changed]:
    """What became of the clocks of a lead since `as_they_are`, for `put_back`."""
    return undoing.changed_since(lead_id, was)


@transaction.atomic
def put_back(changes: Sequence[Changed], *, actor: Actor, now: datetime) -> None:
    """Undo: the clocks are as they were before these changes, and those that they started end."""
    undoing.put_back(changes, actor=actor, now=now)


@transaction.atomic
def pause(*, clock_id: int, until: datetime, reason: str, actor: Actor, now: datetime) -> list[Changed]:
    """The clock stands still until `until` at the latest. Raises SlaRefused without a reason, for one that does not
    run or is late, or for longer than its clause allows."""
    return pausing.pause(clock_id, until=until, reason=reason, actor=actor, now=now)


@transaction.atomic
def resume(*, clock_id: int, actor: Actor, now: datetime) -> list[Changed]:
    """The clock goes on before its pause ends. Raises SlaRefused where it is not paused."""
    return pausing.resume(clock_id, actor=actor, now=now)


@transaction.atomic
def snooze(*, lead_id: int, until: datetime, actor: Actor, now: datetime) -> list[Changed]:
    """The lead is put off: clocks of sales stand still where their clause says so."""
    return pausing.snooze(lead_id, until=until, actor=actor, now=now)


@transaction.atomic
def wake(
    *, lead_ids: Collection[int] = (), person_ids: Collection[int] = (), actor: Actor, now: datetime
) -> list[Changed]:
    """These leads, or those of these people, are not put off any more: what a snooze stopped goes on."""
    return pausing.wake(pausing.snoozed(lead_ids=lead_ids, person_ids=person_ids), actor=actor, now=now)


def snoozed(person_ids: Collection[int]) -> set[int]:
    """The leads of these people that have clocks stopped by a snooze."""
    return pausing.snoozed_leads(person_ids)


@transaction.atomic
def ask_excuse(*, clock_id: int, reason: str, by: MemberCard, now: datetime) -> ExcuseCard:
    """The side that owes a broken clock asks to excuse it. Raises SlaRefused without a reason, by the other side, where
    it is not broken, was asked already, or nobody could answer."""
    return excusing.ask(clock_id, reason=reason, by=by, now=now)


@transaction.atomic
def answer_excuse(*, excuse_id: int, is_granted: bool, by: MemberCard, now: datetime, note: str = "") -> ExcuseCard:
    """The other side agrees, or does not. Raises SlaRefused for anybody else; nobody excuses alone."""
    return excusing.answer(excuse_id, is_granted=is_granted, by=by, now=now, note=note)


def is_due(*, now: datetime) -> bool:
    """Whether a step of any clock, or the end of a pause, has come. Costs the same however many clocks are open."""
    return sweeping.is_due(now)


def claim(*, now: datetime, limit: int = 500, lease: float = LEASE) -> list[Claim]:
    """Lease what is due, the longest due first, for `lease` seconds of the database's clock. Two sweepers never have
    the same clock; one that dies leaves it to the next when its lease is over."""
    with transaction.atomic():
        return sweeping.claim(now=now, limit=limit, lease=lease)


def still_due(claim: Claim, *, now: datetime) -> bool:
    """Whether the clock is still leased so and its step still due: nobody ended, paused or moved it since it was
    claimed. Ask with its lead held, before the lead is moved."""
    return sweeping.still_due(claim, now)


@transaction.atomic
def fire(
    claims: Sequence[Claim], *, now: datetime, grace: timedelta = GRACE, moved: bool = False, stays: bool = False
) -> list[int]:
    """Take every step that is due, each once, with everything that has to be told, in the caller's transaction; what
    comes later than `grace` is marked as late by an outage. `moved`: the caller did what the claim's `move` asks for,
    and its step is taken as the last one; `stays`: it could not be done, and the step is taken without counting as
    one. Returns the clocks that were still leased so and went on."""
    return sweeping.fire(claims, now=now, grace=grace, moved=moved, stays=stays)


def stale(by: InForce, *, now: datetime) -> list[tuple[reckoning.Kind, Version]]:
    """What open clocks were reckoned by that is not so any more: each kind with the version that holds now. Costs the
    same however many clocks there are of a kind."""
    return reckoning.stale(by, now=now)


@transaction.atomic
def reckon_again(kind: reckoning.Kind, version: Version, *, now: datetime, limit: int = 500) -> list[int]:
    """Reckon the deadlines of the next clocks of a kind again; what they were is kept in their history. Returns the
    leads they run for, and nothing when all are done."""
    return [row.subject_id for row in reckoning.again(kind, version, now=now, limit=limit)]


def promises(*, since: datetime, until: datetime, zone: str, by: By = "service") -> list[Promised]:
    """How every service was kept from `since` until just before `until`, as a whole, by week of `zone`, or by member.
    A clock counts when it was kept, or when it broke; what is open is open now."""
    return promising.promises(since=since, until=until, zone=zone, by=by)


def allowance(within: Allowance, working: WorkingTime | None) -> int:
    """The seconds that a clock is given, of the time that counts; None: every hour does. A working week is as many
    working days as the calendar has open ones. Raises NeverOpen for days of a calendar without an open day."""
    return rules.allowance(within, working)


@transaction.atomic
def follow_people(owners: Mapping[int, int]) -> None:
    """Lead → person it belongs to now, after a merge or its undoing."""
    running.follow_people(owners)


def open_clocks(subject_ids: Iterable[int], *, now: datetime, kind: str = "lead") -> dict[int, list[ClockCard]]:
    """The open clocks of each of these leads (or requests), the nearest first, paused ones last; subjects without any
    are left out."""
    return reading.open_clocks(subject_ids, now=now, kind=kind)


def clocks_of(subject_id: int, *, now: datetime, kind: str = "lead", limit: int = 100) -> list[ClockCard]:
    """Every clock of a lead (or request), open or ended, the latest first."""
    return reading.of_subject(subject_id, now=now, kind=kind, limit=limit)


def nearest(lead_ids: Collection[int]) -> dict[int, datetime | None]:
    """Lead → when the nearest clock that sales owes for it ends; None where none runs."""
    return reading.nearest(lead_ids)


def clock(clock_id: int, *, now: datetime) -> ClockCard:
    """Raises SlaRefused where there is none."""
    return reading.clock(clock_id, now=now)


def history(clock_id: int) -> list[Told]:
    """What happened to a clock, in the order it was written: the facts of the ledger."""
    return reading.history(clock_id)


def page(filters: Filters = EVERYTHING, *, now: datetime, after: str | None = None, limit: int = 50) -> Page:
    """A part of a list of clocks: open ones by deadline, ended ones by their end, the latest first. Raises SlaRefused
    where `after` is no place in it."""
    return reading.page(filters, now=now, after=after, limit=limit)


def counts(filters: Filters = EVERYTHING, *, now: datetime) -> dict[str, int]:
    """How many clocks are open, at risk, late, paused, and asked to be excused."""
    return reading.counts(filters, now=now)


def check(lead_ids: Collection[int]) -> list[checking.Wrong]:
    """Clocks of these leads that are not as the ledger says."""
    return list(checking.check(lead_ids))


def services() -> dict[str, str]:
    """Whatever may have clocks: the promises with a clock of every version that is or was in force, by id in order,
    with what the latest of these versions calls each. Costs the same however many clocks there are."""
    return reading.services()
