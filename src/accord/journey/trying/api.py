"""Verbs of tryouts: ask for one, carry it out, stop it, go on with it, read what came of it, turn its knobs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey.models import Tryout
from accord.journey.replay import api as replay
from accord.journey.trying import carrying, keeping, people, periods
from accord.journey.trying.cards import card
from accord.journey.trying.contracts import UNFINISHED, Behind, Changes, NoSuchTryout, NotAsItIs, Someone, TryoutCard
from accord.journey.trying.periods import NoPeriod
from accord.kernel.actor import Actor
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

TASK = "accord.journey.tasks.carry_out_tryouts"
LIGHT = [field.name for field in Tryout._meta.concrete_fields if field.name not in ("report", "text", "handed")]


def ask(
    *,
    text: str,
    name: str,
    by: Actor,
    now: datetime,
    proposal_id: int | None = None,
    against_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Leave the replay of a text to the worker; gives the number of the tryout. Beside it is replayed the version of
    `against_id`, else the one in force. Raises AgreementFault where the text has faults, and NoPeriod."""
    check_period(since=since, until=until, now=now)
    title = agreements.load(text, name).title
    beside = against_id or getattr(agreements.in_force(now), "id", None)
    made = Tryout.objects.create(
        proposal_id=proposal_id, name=name[:255], title=title, text=text, hash=agreements.content_hash(text),
        against_id=beside, since=since, until=min(until or now, now), by=str(by), asked_at=now,
        last_touch=collect.last_number(), is_until_now=until is None,
    )  # fmt: skip
    _defer()
    return made.pk


def check_period(*, since: datetime | None, until: datetime | None, now: datetime) -> None:
    """Whether anything can have happened in that period. Raises NoPeriod, with what to ask instead."""
    begins = identity.first_seen() if until is not None else None
    periods.check(since=since, until=until, now=now, begins=begins)


def again(
    *, text: str, name: str, since: datetime | None, until: datetime | None, against: Version | None
) -> TryoutCard | None:
    """The kept result of the same replay, where neither the content nor the data has changed since; else None. Raises
    AgreementFault."""
    row = keeping.again(text=text, name=name, since=since, until=until, against=against)
    return card(row) if row else None


def here(
    *,
    text: str,
    name: str,
    by: Actor,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    against: Version | None = None,
    progress: replay.Progress | None = None,
    on: Any = None,
) -> TryoutCard:
    """Replay at once, in this process, and keep the result; of a period that `check_period` lets pass. Arguments and
    what it raises as of `replay.api.run`."""

    def run() -> dict[str, Any]:
        return replay.run(
            text=text, name=name, now=now, since=since, until=until, against=against, progress=progress, on=on
        )

    return card(keeping.done_here(run, text=text, name=name, by=by, now=now, since=since, until=until, against=against))


@transaction.atomic
def stop(*, tryout_id: int) -> TryoutCard:
    """Stop it; what is decoded by then is kept. Raises NoSuchTryout, and NotAsItIs where it is over."""
    row = _held(tryout_id)
    if row.state not in UNFINISHED:
        raise NotAsItIs(f"tryout {row.pk} is {row.state} already")
    row.state = "stopped" if row.state == "waiting" else "stopping"
    row.save(update_fields=["state"])
    return card(row)


@transaction.atomic
def resume(*, tryout_id: int) -> TryoutCard:
    """Go on with one that was stopped or failed. Raises NoSuchTryout, and NotAsItIs where nothing is left to do."""
    row = _held(tryout_id)
    if row.state not in ("stopped", "failed"):
        raise NotAsItIs(f"tryout {row.pk} is {row.state}; only one that was stopped can go on")
    row.state, row.trouble = "waiting", ""
    row.save(update_fields=["state", "trouble"])
    _defer()
    return card(row)


def go_on(*, now: datetime) -> int | None:
    """Carry out the next tryout that waits, or whose process died; its number, None where there is none."""
    return carrying.go_on(now=now)


def tryout(tryout_id: int) -> TryoutCard:
    """One of them with its report. Raises NoSuchTryout."""
    row = Tryout.objects.defer("handed").filter(pk=tryout_id).first()
    if row is None:
        raise NoSuchTryout(f"there is no tryout {tryout_id}")
    return card(row)


def progress_of(tryout_id: int) -> TryoutCard:
    """How far one is, without its report. Raises NoSuchTryout."""
    row = Tryout.objects.only(*LIGHT).filter(pk=tryout_id).first()
    if row is None:
        raise NoSuchTryout(f"there is no tryout {tryout_id}")
    return card(row, is_whole=False)


def tryouts(*, offset: int = 0, limit: int = 50, proposal_id: int | None = None) -> list[TryoutCard]:
    """Tryouts, latest first, without their reports; of one proposal or of all."""
    rows = Tryout.objects.only(*LIGHT).order_by("-pk")
    if proposal_id is not None:
        rows = rows.filter(proposal_id=proposal_id)
    return [card(row, is_whole=False) for row in rows[offset : offset + limit]]


def newest_of(proposal_id: int) -> TryoutCard | None:
    """The latest tryout of a proposal, without its report."""
    return next(iter(tryouts(proposal_id=proposal_id, limit=1)), None)


def touches_since(one: TryoutCard) -> int:
    """How many touches have come in since it was asked for."""
    return max(0, collect.last_number() - one.last_touch)


def behind(tryout_id: int, *, side: str, asked: Mapping[str, str], offset: int = 0, limit: int = 50) -> Behind:
    """The hand-offs behind a number of one side, "proposed" or "in_force", as `people.behind` says. Raises
    NoSuchTryout, and NotAsItIs before it is done."""
    kept = Tryout.objects.filter(pk=tryout_id).values_list("state", "handed").first()
    if kept is None:
        raise NoSuchTryout(f"there is no tryout {tryout_id}")
    if kept[1] is None:
        raise NotAsItIs(f"tryout {tryout_id} is {kept[0]}: nobody is behind its numbers yet")
    return people.behind(people.unpacked(bytes(kept[1])), side, asked, offset=offset, limit=limit)


def changes(tryout_id: int, *, way: str = "", offset: int = 0, limit: int = 50) -> Changes:
    """Who changes side: all, or those "gained" or "lost". Why, is kept for the first thousand; for others it is said
    where the history is ready in this process. Raises NoSuchTryout, and NotAsItIs before it is done."""
    one = _done(tryout_id)
    handed = Tryout.objects.values_list("handed", flat=True).get(pk=tryout_id)
    found = people.changed(people.unpacked(bytes(handed or b"")), way, offset=offset, limit=limit)
    return Changes(tuple(carrying.with_reasons(one, found.rows)), found.total)


def what_if(tryout_id: int, *, points: Mapping[str, float], thresholds: Mapping[str, float]) -> dict[str, Any] | None:
    """The JSON of `replay.contracts.Answer` for a finished tryout with other points and thresholds, with the sides it
    is compared with, `as_written` and `beside`, and whether it `is_newer`: of data that has changed since the tryout.
    None while this process is still getting its history ready. Raises NoSuchTryout, NotAsItIs and ReplayRefused."""
    return carrying.what_if(_done(tryout_id), points=points, thresholds=thresholds)


def get_ready(tryout_id: int) -> bool:
    """Begin to get the history of a finished tryout ready for `what_if` in this process; whether it is."""
    return carrying.get_ready(_done(tryout_id))


def _done(tryout_id: int) -> TryoutCard:
    found = tryout(tryout_id)
    if found.state != "done":
        raise NotAsItIs(f"tryout {found.id} is {found.state}: there is nothing to change yet")
    return found


def _held(tryout_id: int) -> Tryout:
    row = Tryout.objects.select_for_update().filter(pk=tryout_id).first()
    if row is None:
        raise NoSuchTryout(f"there is no tryout {tryout_id}")
    return row


def _defer() -> None:
    transaction.on_commit(lambda: app.configure_task(TASK, queue="replays").defer() and None)


__all__ = [
    "Behind",
    "Changes",
    "NoPeriod",
    "NoSuchTryout",
    "NotAsItIs",
    "Someone",
    "TryoutCard",
    "again",
    "ask",
    "behind",
    "changes",
    "check_period",
    "get_ready",
    "go_on",
    "here",
    "newest_of",
    "progress_of",
    "resume",
    "stop",
    "touches_since",
    "tryout",
    "tryouts",
    "what_if",
]
