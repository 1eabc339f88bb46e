"""A tryout carried out: by the worker, told how far it is, stopped between two steps; and its history got ready again
in a process that wants to turn its knobs."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connections

from accord.agreement import api as agreements
from accord.journey.locks import trying
from accord.journey.models import Tryout
from accord.journey.replay import api as replay
from accord.journey.trying.contracts import UNFINISHED, Change, TryoutCard
from accord.journey.trying.keeping import kept_of, thin
from accord.kernel.errors import AccordError

log = logging.getLogger(__name__)
OFTEN = 0.3  # seconds between two looks at whether somebody wants it stopped
MOST_AGAIN = 20
_again: dict[int, dict[str, Any]] = {}  # reports of tryouts replayed again in this process
_readying: set[int] = set()
_refused: dict[int, str] = {}
_one_at_a_time = threading.Lock()


def go_on(*, now: datetime) -> int | None:
    """Carry out the next that waits; its number."""
    for row in Tryout.objects.filter(state__in=UNFINISHED).order_by("pk"):
        with trying(row.pk) as is_ours:
            if is_ours and _begin(row.pk):
                row.refresh_from_db()
                _carry_out(row, now)
                return row.pk
    return None


def _begin(tryout_id: int) -> bool:
    """Whether it still is to be carried out. One stopped while its process died is simply stopped."""
    Tryout.objects.filter(pk=tryout_id, state="stopping").update(state="stopped")
    return bool(Tryout.objects.filter(pk=tryout_id, state__in=("waiting", "running")).update(state="running"))


def _carry_out(row: Tryout, now: datetime) -> None:
    try:
        found = kept_of(lambda: _run(row, row.until, progress=_Progress(row.pk)), row.text, row.name)
    except replay.Stopped:
        Tryout.objects.filter(pk=row.pk).update(state="stopped")
    except AccordError as error:
        _fail(row.pk, error.message, now)
    except Exception:
        _fail(row.pk, "The replay broke off; the log of the worker says where.", now)
        raise
    else:
        over: dict[str, Any] = {"state": "done", "done": 1.0, "step": "done", "finished_at": now}
        Tryout.objects.filter(pk=row.pk).update(**found, **over)
        thin(now=now)


def _fail(tryout_id: int, words: str, now: datetime) -> None:
    Tryout.objects.filter(pk=tryout_id).update(state="failed", trouble=words, finished_at=now)


def _run(asked: Tryout | TryoutCard, now: datetime, *, progress: replay.Progress | None = None) -> dict[str, Any]:
    against = agreements.version(asked.against_id) if asked.against_id else None
    return replay.run(
        text=asked.text, name=asked.name, now=now, since=asked.since, until=asked.until, against=against,
        progress=progress,
    )  # fmt: skip


class _Progress:
    """Notes how far it is, now and then, and says False once it is to stop."""

    def __init__(self, tryout_id: int) -> None:
        self._id, self._looked_at = tryout_id, float("-inf")

    def __call__(self, done: float, step: str) -> bool:
        now = time.monotonic()
        if now - self._looked_at < OFTEN:
            return True
        self._looked_at = now
        return bool(Tryout.objects.filter(pk=self._id, state="running").update(done=done, step=step[:100]))


def what_if(
    asked: TryoutCard, *, points: Mapping[str, float], thresholds: Mapping[str, float]
) -> dict[str, Any] | None:
    """The answer, with what it is compared with, or None while the history is got ready."""
    base = _again.get(asked.id, asked.report)
    try:
        answer = replay.what_if(str(base["handle"]), points=points, thresholds=thresholds)
        is_newer = base["data"]["hash"] != asked.report["data"]["hash"]
        return answer | {"as_written": base["proposed"], "beside": base["in_force"], "is_newer": is_newer}
    except replay.ReplayRefused as refusal:
        if refusal.code != "handle":
            raise
    get_ready(asked)
    return None


def with_reasons(asked: TryoutCard, rows: Sequence[Change]) -> Iterator[Change]:
    """The same people, each with the reason as it was found, or as it can be found here."""
    said = {(one["person"], one["direction"]): one["reason"] for one in asked.report["changes_side"]["people"]}
    handle = str(_again.get(asked.id, asked.report)["handle"])
    missing = [row for row in rows if (row.person, row.direction) not in said]
    for direction in ("gained", "lost") if missing and replay.is_at_hand(handle) else ():
        theirs = [row for row in missing if row.direction == direction]
        found = replay.reasons(handle, direction, [(row.person, row.at) for row in theirs])
        said |= {(row.person, direction): reason for row, reason in zip(theirs, found, strict=True)}
    for row in rows:
        yield replace(row, reason=said.get((row.person, row.direction), ""))


def get_ready(asked: TryoutCard) -> bool:
    """Whether knobs can be turned here; where not, a thread replays the same once more, one tryout at a time however
    many are asked for: who has to wait asks again. Raises what that met with."""
    if replay.is_at_hand(str(_again.get(asked.id, asked.report)["handle"])):
        return True
    if words := _refused.pop(asked.id, ""):
        raise replay.ReplayRefused(words, code="not-ready")
    with _one_at_a_time:
        if not _readying:
            _readying.add(asked.id)
            threading.Thread(target=_ready, args=(asked,), name=f"tryout-{asked.id}", daemon=True).start()
    return False


def _ready(asked: TryoutCard) -> None:
    try:
        _again[asked.id] = _run(asked, asked.until)
        while len(_again) > MOST_AGAIN:
            _again.pop(next(iter(_again)))
    except AccordError as error:
        _refused[asked.id] = error.message
    except Exception:
        log.exception("tryout %d cannot be got ready", asked.id)
        _refused[asked.id] = "The replay broke off; the log says where."
    finally:
        _readying.discard(asked.id)
        connections.close_all()
