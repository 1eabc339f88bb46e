"""Verbs of replay."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement
from accord.journey import routing
from accord.journey.replay import reading, running
from accord.journey.replay.behind import HandOffs
from accord.journey.replay.contracts import Answer, Progress, ReplayRefused, Report, Stopped
from accord.journey.replay.handed import NAMES
from accord.journey.replay.measuring import best
from accord.kernel.instants import from_micros, to_micros
from accord.steps.handoff import api as handoff
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes
from accord.steps.sla import api as sla

__all__ = ["NAMES", "Answer", "HandOffs", "Progress", "ReplayRefused", "Report", "Stopped", "behind", "best",
           "data_now", "is_at_hand", "reasons", "run", "what_if"]  # fmt: skip

KEPT = 3
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
_held: "OrderedDict[str, running.Held]" = OrderedDict()
_holding = Lock()


def run(
    *,
    text: str,
    name: str,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    against: Version | None = None,
    progress: Progress | None = None,
    on: running.Engine | None = None,
) -> dict[str, Any]:
    """What the agreement of `text` would have done over all history up to `until` (now), beside the version in force
    or `against`: the JSON of `contracts.Report`, the same for the same documents, data and instants.

    Every touch and trait counts from its own instant on, for people as they are told apart today; nothing later is
    looked at. What people decided stays decided at its instant, in both replays alike: stages they moved a lead to,
    deals, openings. But what sales decided on a lead it had been handed (accepting, rejecting, recycling, qualifying)
    counts in a replay only where that replay has handed the lead over by then, for nobody would have been there to
    decide; a lead recycled more often than the agreement allows is disqualified. Won, lost and rejected are used for
    measuring only. `since` bounds the hand-offs that are counted, not what is read.
    `on` is where the heavy work is done (`cluster.on_spark`); the answer is the same to the bit.

    Raises AgreementFault, ReplayRefused where there is no history, and Stopped where `progress` gives False.
    """
    report, held = running.report_of(
        text=text, name=name, now=now, since=since, until=until, against=against, progress=progress, on=on
    )
    _keep(report.handle, held)
    return report.as_json()


def data_now(agreement: Agreement) -> str:
    """Stands for everything that a replay of the agreement reads: where it is the same, so is what is replayed, but for
    what time alone brings."""
    versions = [(one.id, one.superseded_at) for one in agreements.versions()]
    reps = [(rep.id, rep.label) for rep in routing.dealt_among(agreement) if rep.is_active]
    decided = [lifecycle.fingerprint(), handoff.fingerprint(), outcomes.fingerprint()]
    promises = [
        (one.service, one.kept, one.broken) for one in sla.promises(since=from_micros(0), until=_NEVER, zone="UTC")
    ]
    return sha256(f"{reading.base().hash} {decided} {versions} {reps} {promises}".encode()).hexdigest()


def what_if(handle: str, *, points: Mapping[str, float], thresholds: Mapping[str, float]) -> dict[str, Any]:
    """The proposal of a replay with other points ("score.rule") and thresholds ("stage.score"), as `contracts.Answer`
    in JSON, from the decoded history. Raises ReplayRefused for an unknown handle, key or value."""
    return running.answer(_at_hand(handle), points, thresholds).as_json()


def is_at_hand(handle: str) -> bool:
    """Whether `what_if` and `behind` can be asked in this process."""
    return handle in _held


def reasons(handle: str, direction: str, who: Sequence[tuple[int, datetime]]) -> list[str]:
    """Why people changed side, in words: each with the instant of the hand-off that is "gained" or "lost". Raises
    ReplayRefused as `what_if` does."""
    held = _at_hand(handle)
    return running.reasons(held, direction, [person for person, _ in who], [to_micros(at) for _, at in who])


def behind(handle: str) -> dict[str, HandOffs]:
    """Every hand-off that a replay counted, by "proposed" and "in_force". Raises ReplayRefused as `what_if` does."""
    return running.behind(_at_hand(handle))


def _at_hand(handle: str) -> "running.Held":
    held = _held.get(handle)
    if held is None:
        raise ReplayRefused("This replay is not at hand any more: run it again.", code="handle")
    return held


def _keep(handle: str, held: "running.Held") -> None:
    with _holding:
        _held[handle] = held
        _held.move_to_end(handle)
        while len(_held) > KEPT:
            _held.popitem(last=False)
