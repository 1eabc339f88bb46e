"""Verbs of the clocks' room. Take leads, turns and hand-offs before clocks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accord.agreement.contracts import Version
from accord.kernel.actor import Actor
from accord.steps.sla import reading, running
from accord.steps.sla.contracts import Changed, ClockCard, Event, Filters, Page, Subject, Told

EVERYTHING = Filters()


@transaction.atomic
def happen(
    event: Event, subjects: Sequence[Subject], *, actor: Actor, at: datetime, now: datetime, version: Version
) -> list[Changed]:
    """Something happened to these subjects at `at`: clocks that it stops are stopped, those that it makes pointless
    end, those that it starts are started by `version`. `reassigned` hands them on to the subject's `member_id`. Asked
    again, nothing is started twice. Returns what changed, as an undo puts it back."""
    return running.happen(event, subjects, actor=actor, at=at, now=now, version=version)


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


def services() -> list[str]:
    """The services that have clocks, by id."""
    return reading.services()
